package dev.halfspeed.notify;

import dev.halfspeed.files.NamedFile;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.yaml.YamlFields;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who is told what, as {@code notify.yaml} says it. Every field, with what it is when it is absent:
 *
 * <pre>{@code
 * smtp:                             # none: no mails
 *   host: mail.example.org
 *   port: 25                        # 587 with starttls, 465 with tls
 *   security: none                  # starttls, tls
 *   from: Halfspeed <halfspeed@lab.example.org>
 *   user: halfspeed                 # nobody
 *   password-file: /etc/halfspeed/smtp-password
 *   timeout: 20s
 * authors: show                     # off, mail
 * upstream: [/srv/linux]            # trees of the kernel's people: mails about them tell regzbot
 * channels:
 *   - name: team
 *     mail: [kernel-perf@example.org]
 *     tell: [culprit, no culprit, unconfirmed, fixed, machine, digest]  # all but unconfirmed, machine
 *   - name: chat
 *     webhook: https://chat.example.org/halfspeed
 *     secret-file: /etc/halfspeed/webhook-secret
 *     timeout: 20s
 *   - name: script
 *     command: [/usr/local/bin/regression, --verbose]
 *     timeout: 60s
 * patience:
 *   hold: 30m                       # alarms that come within this time may be one regression
 *   confirm-within: 48h             # then it is reported as it is
 *   bisect-within: 72h
 *   check-within: 24h               # other series against a culprit
 *   stays: 24h                      # well for so long is fixed
 *   campaigns: 2                    # at once
 *   bisections-an-hour: 2
 * }</pre>
 *
 * <p>Whoever was told something is told its correction, whatever {@code tell} says.
 */
public record NotifySettings(
    Optional<Smtp> smtp, Authors authors, List<String> upstream, List<Target> channels) {
  /** The name of the channel on which authors and lists are mailed. */
  public static final String AUTHORS = "authors";

  private static final String MANUAL = "docs/regressions.md";
  private static final List<String> ALL =
      List.of("culprit", "no culprit", "unconfirmed", "fixed", "machine", "digest");
  private static final List<String> USUAL = List.of("culprit", "no culprit", "fixed", "digest");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(60);
  private static final int LAST_PORT = 65_535;
  private static final int LEAST_SECRET = 16;

  /** Nobody is told anything. */
  public static final NotifySettings NONE =
      new NotifySettings(Optional.empty(), Authors.SHOW, List.of(), List.of());

  /** What is done for the authors and lists of a proven culprit. */
  public enum Authors {
    /** Nothing. */
    OFF,
    /** The mail is written and shown, not sent. */
    SHOW,
    MAIL
  }

  /** How a connection to a mail server is protected. */
  public enum Security {
    NONE,
    STARTTLS,
    TLS
  }

  /**
   * A mail server.
   *
   * @param timeout for a connection, and for each answer
   */
  public record Smtp(
      String host,
      int port,
      Security security,
      String from,
      Optional<String> user,
      Optional<String> password,
      Duration timeout) {}

  /**
   * A channel.
   *
   * @param recipients one notice goes to each
   * @param isMail whether it is told in plain text
   * @param tells what it is told
   * @param maker makes it
   */
  public record Target(
      String name, List<String> recipients, boolean isMail, Set<String> tells, Maker maker) {}

  /** Makes a channel. */
  @FunctionalInterface
  public interface Maker {
    /** Makes it. */
    NoticeChannel make(InstantSource time) throws Problem;
  }

  /** The channels by their names. */
  public Map<String, NoticeChannel> open(InstantSource time) throws Problem {
    var open = new LinkedHashMap<String, NoticeChannel>();
    for (Target target : channels) {
      open.put(target.name(), target.maker().make(time));
    }
    if (smtp.isPresent() && authors == Authors.MAIL) {
      open.put(AUTHORS, new MailChannel(AUTHORS, smtp.get()));
    }
    return open;
  }

  /**
   * The fields of a file.
   *
   * @throws Problem where it can't be read
   */
  public static YamlFields fields(Path file) throws Problem {
    return YamlFields.parse(
        file.toString(), MANUAL, NamedFile.text(file, "notify file", NamedFile.DESCRIPTION_BYTES));
  }

  /**
   * Reads who is told what.
   *
   * @param fields of a file; those that are not about this are left
   * @throws Problem the first thing that is wrong in it
   */
  public static NotifySettings read(YamlFields fields) throws Problem {
    Optional<Smtp> smtp =
        fields.has("smtp") ? Optional.of(smtp(fields.below("smtp"))) : Optional.empty();
    Authors authors = fields.choice("authors", Authors.SHOW);
    if (authors == Authors.MAIL && smtp.isEmpty()) {
      throw fields.problem("authors", "is mail, and there is no mail server", "add smtp");
    }
    List<String> upstream = fields.texts("upstream");
    var channels = new ArrayList<Target>();
    var names = new HashSet<String>(Set.of(AUTHORS));
    for (YamlFields channel : fields.mappings("channels")) {
      Target target = channel(channel, smtp);
      if (!names.add(target.name())) {
        throw channel.wrong("name", target.name(), "give each channel a name of its own");
      }
      channels.add(target);
    }
    return new NotifySettings(smtp, authors, upstream, List.copyOf(channels));
  }

  private static Smtp smtp(YamlFields fields) throws Problem {
    Security security = fields.choice("security", Security.NONE);
    int port =
        switch (security) {
          case NONE -> 25;
          case STARTTLS -> 587;
          case TLS -> 465;
        };
    String from = fields.required("from");
    address(from, "smtp.from");
    Optional<String> user = fields.text("user");
    Optional<String> password =
        fields.has("password-file")
            ? Optional.of(secret(fields, "password-file", 1))
            : Optional.empty();
    if (user.isPresent() != password.isPresent()) {
      throw fields.missing(
          user.isPresent() ? "password-file" : "user",
          "a user needs a password, and a password one");
    }
    if (user.isPresent() && security == Security.NONE) {
      throw fields.problem(
          "security",
          "is none, so the password would go through the network as it is",
          "write security: starttls or tls");
    }
    var smtp =
        new Smtp(
            fields.required("host"),
            fields.count("port", port, 1, LAST_PORT),
            security,
            from,
            user,
            password,
            fields.duration("timeout", USUAL_TIMEOUT));
    fields.end();
    return smtp;
  }

  private static Target channel(YamlFields fields, Optional<Smtp> smtp) throws Problem {
    String name = fields.required("name", NAME, "small letters, digits and dashes");
    long kinds = List.of("mail", "webhook", "command").stream().filter(fields::has).count();
    if (kinds != 1) {
      throw fields.problem(
          "name",
          "is \"%s\", a channel with %s of mail, webhook and command"
              .formatted(name, kinds == 0 ? "none" : "several"),
          "write one of them");
    }
    Set<String> tells = tells(fields);
    Target target =
        fields.has("mail")
            ? mail(fields, name, tells, smtp)
            : fields.has("webhook") ? webhook(fields, name, tells) : command(fields, name, tells);
    fields.end();
    return target;
  }

  private static Set<String> tells(YamlFields fields) throws Problem {
    List<String> tells = fields.has("tell") ? fields.texts("tell") : USUAL;
    for (String word : tells) {
      if (!ALL.contains(word)) {
        throw fields.wrong("tell", word, "choose from " + String.join(", ", ALL));
      }
    }
    return Set.copyOf(tells);
  }

  private static Target mail(YamlFields fields, String name, Set<String> tells, Optional<Smtp> smtp)
      throws Problem {
    if (smtp.isEmpty()) {
      throw fields.problem("mail", "names recipients, and there is no mail server", "add smtp");
    }
    List<String> recipients = fields.texts("mail");
    if (recipients.isEmpty()) {
      throw fields.missing("mail", "name at least one address");
    }
    for (String recipient : recipients) {
      address(recipient, "channel " + name);
    }
    return new Target(name, recipients, true, tells, _ -> new MailChannel(name, smtp.get()));
  }

  private static Target webhook(YamlFields fields, String name, Set<String> tells) throws Problem {
    String written = fields.required("webhook");
    URI address;
    try {
      address = new URI(written);
    } catch (URISyntaxException e) {
      throw fields.wrong("webhook", written, "it should be an address with https or http");
    }
    if (address.getHost() == null
        || !("https".equals(address.getScheme()) || "http".equals(address.getScheme()))) {
      throw fields.wrong("webhook", written, "it should be an address with https or http");
    }
    if (!fields.has("secret-file")) {
      throw fields.missing(
          "secret-file",
          "name a file with a secret that both sides know: openssl rand -hex 32 > FILE");
    }
    String secret = secret(fields, "secret-file", LEAST_SECRET);
    Duration timeout = fields.duration("timeout", USUAL_TIMEOUT);
    return new Target(
        name,
        List.of(address.getHost()),
        false,
        tells,
        time -> new WebhookChannel(name, address, secret, timeout, time));
  }

  private static Target command(YamlFields fields, String name, Set<String> tells) throws Problem {
    List<String> command = fields.texts("command");
    if (command.isEmpty()) {
      throw fields.missing("command", "write the program's path and its arguments: [PATH, ...]");
    }
    Duration timeout = fields.duration("timeout", COMMAND_TIMEOUT);
    return new Target(
        name,
        List.of(String.valueOf(Path.of(command.getFirst()).getFileName())),
        false,
        tells,
        _ -> new CommandChannel(name, command, timeout));
  }

  private static String secret(YamlFields fields, String field, int least) throws Problem {
    Path file = NamedFile.path(fields.required(field), field);
    String secret = NamedFile.text(file, field, NamedFile.DESCRIPTION_BYTES).strip();
    if (secret.length() < least) {
      throw fields.problem(
          field,
          "names %s, which holds %d characters".formatted(file, secret.length()),
          least == 1 ? "write the password into it" : "a secret has at least " + least);
    }
    return secret;
  }

  /** An address of a person, such as Ada &lt;ada@example.org&gt;. */
  static InternetAddress address(String written, String where) throws Problem {
    try {
      InternetAddress[] addresses = InternetAddress.parse(written, true);
      if (addresses.length == 1) {
        addresses[0].validate();
        return addresses[0];
      }
    } catch (AddressException e) {
      // Said below.
    }
    throw new Problem(
        "%s: \"%s\" is no mail address".formatted(where, written),
        "write it like Ada <ada@example.org>");
  }
}

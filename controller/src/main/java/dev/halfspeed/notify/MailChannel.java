package dev.halfspeed.notify;

import dev.halfspeed.core.ContentDigest;
import dev.halfspeed.problem.Problem;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/** Sends mails, in plain text, through an SMTP server. */
public final class MailChannel implements NoticeChannel {
  private static final int PERMANENT = 500;
  private static final int ID_DIGITS = 32;

  private final String name;
  private final NotifySettings.Smtp server;
  private final InternetAddress from;
  private final Session session;

  /** A mail server. */
  public MailChannel(String name, NotifySettings.Smtp server) throws Problem {
    this.name = name;
    this.server = server;
    from = NotifySettings.address(server.from(), "smtp.from");
    session = Session.getInstance(properties(server));
  }

  private static Properties properties(NotifySettings.Smtp server) {
    var properties = new Properties();
    String milliseconds = String.valueOf(server.timeout().toMillis());
    properties.setProperty("mail.smtp.host", server.host());
    properties.setProperty("mail.smtp.port", String.valueOf(server.port()));
    properties.setProperty("mail.smtp.connectiontimeout", milliseconds);
    properties.setProperty("mail.smtp.timeout", milliseconds);
    properties.setProperty("mail.smtp.writetimeout", milliseconds);
    properties.setProperty("mail.smtp.auth", String.valueOf(server.user().isPresent()));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    // One address that is not known any more must not keep the mail from the others.
    properties.setProperty("mail.smtp.sendpartial", "true");
    switch (server.security()) {
      case NONE -> {}
      case STARTTLS -> {
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
    }
    return properties;
  }

  @Override
  public String send(Letter letter) throws DeliveryException {
    String taken = "taken by " + server.host() + " as " + messageId(letter.key());
    try (Transport transport = connect()) {
      MimeMessage message = message(letter);
      transport.sendMessage(message, message.getAllRecipients());
      return taken;
    } catch (SendFailedException e) {
      if (sentTo(e) == 0) {
        throw new DeliveryException("channel %s: %s".formatted(name, words(e)), !isPermanent(e), e);
      }
      // Sent again, it would be in the others' mailboxes twice.
      return taken + ", but not for " + String.join("; ", refusals(e));
    } catch (MessagingException e) {
      throw new DeliveryException("channel %s: %s".formatted(name, words(e)), !isPermanent(e), e);
    }
  }

  private static int sentTo(SendFailedException e) {
    Address[] sent = e.getValidSentAddresses();
    return sent == null ? 0 : sent.length;
  }

  /** Who did not get it, and what the server said of each. */
  private static List<String> refusals(SendFailedException e) {
    var refusals = new ArrayList<String>();
    for (Exception each = e;
        each instanceof MessagingException failed;
        each = failed.getNextException()) {
      if (failed instanceof SMTPAddressFailedException refused) {
        refusals.add(
            "%s (%s)".formatted(refused.getAddress().getAddress(), firstLine(refused, "refused")));
      }
    }
    return refusals;
  }

  private static String firstLine(Throwable e, String otherwise) {
    return Optional.ofNullable(e.getMessage())
        .map(text -> text.strip().lines().findFirst().orElse(""))
        .filter(text -> !text.isEmpty())
        .orElse(otherwise);
  }

  private Transport connect() throws MessagingException {
    Transport transport = session.getTransport("smtp");
    transport.connect(server.user().orElse(null), server.password().orElse(null));
    return transport;
  }

  private MimeMessage message(Letter letter) throws MessagingException {
    String id = messageId(letter.key());
    var message =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
          }
        };
    message.setFrom(from);
    InternetAddress[] addresses = addresses(letter.recipient());
    message.setRecipient(Message.RecipientType.TO, addresses[0]);
    message.setRecipients(
        Message.RecipientType.CC,
        List.of(addresses).subList(1, addresses.length).toArray(InternetAddress[]::new));
    message.setSubject(oneLine(letter.subject()), StandardCharsets.UTF_8.name());
    message.setSentDate(Date.from(letter.at()));
    message.setText(letter.body(), StandardCharsets.UTF_8.name(), "plain");
    message.setHeader("Auto-Submitted", "auto-generated");
    if (letter.thread() != null) {
      message.setHeader("In-Reply-To", messageId(letter.thread()));
      message.setHeader("References", messageId(letter.thread()));
    }
    message.saveChanges();
    return message;
  }

  /** Names are kept as people read them, and encoded here. */
  private static InternetAddress[] addresses(String recipient) throws MessagingException {
    InternetAddress[] addresses = InternetAddress.parse(recipient);
    for (InternetAddress address : addresses) {
      try {
        address.setPersonal(address.getPersonal(), StandardCharsets.UTF_8.name());
      } catch (UnsupportedEncodingException impossible) {
        throw new IllegalStateException("every Java has UTF-8", impossible);
      }
    }
    return addresses;
  }

  /** A line end in a header would begin another header. */
  private static String oneLine(String subject) {
    return subject.replaceAll("\\p{Cntrl}+", " ");
  }

  /** The same notice has the same id whenever it is sent, so that nobody reads it twice. */
  private String messageId(String key) {
    String domain = from.getAddress().replaceAll(".*@", "");
    return "<" + ContentDigest.of(List.of(key)).substring(0, ID_DIGITS) + "@" + domain + ">";
  }

  /** Whether all that the server said was for good. */
  private static boolean isPermanent(MessagingException e) {
    boolean isSaid = false;
    for (Exception each = e;
        each instanceof MessagingException failed;
        each = failed.getNextException()) {
      int code =
          switch (failed) {
            case SMTPSendFailedException send -> send.getReturnCode();
            case SMTPAddressFailedException address -> address.getReturnCode();
            default -> 0;
          };
      if (code > 0 && code < PERMANENT) {
        return false;
      }
      isSaid |= code >= PERMANENT;
    }
    return isSaid;
  }

  private String words(MessagingException e) {
    String where = server.host() + ":" + server.port();
    if (e instanceof AuthenticationFailedException) {
      return "the mail server %s does not take the user or the password".formatted(where);
    }
    Throwable cause = e;
    while (cause instanceof MessagingException failed && failed.getNextException() != null) {
      cause = failed.getNextException();
    }
    return "the mail server %s: %s"
        .formatted(where, firstLine(cause, cause.getClass().getSimpleName()));
  }

  /** Connects and logs in, and sends nothing. */
  @Override
  public void check() throws Problem {
    try (Transport transport = connect()) {
      if (!transport.isConnected()) {
        throw new MessagingException("no connection");
      }
    } catch (MessagingException e) {
      throw new Problem(
          "channel %s: %s".formatted(name, words(e)),
          "see whether it runs and what it wants (smtp: host, port, security, user, password-file"
              + " in the settings)",
          e);
    }
  }
}

package dev.halfspeed.lab;

import dev.halfspeed.files.NamedFile;
import dev.halfspeed.health.DisturbanceLimits;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.yaml.YamlFields;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The machines of a lab, as a YAML file names them. Only {@code name} and {@code address} must be
 * there; here is every field, with what it is when it is absent:
 *
 * <pre>{@code
 * machines:
 *   - name: lab1                    # letters, digits, dots and dashes; unique
 *     address: lab1.example.org     # a host, or host:port; [::1]:2222 for IPv6; port 22
 *     user: halfspeed               # the current user
 *     key: ~/.ssh/id_ed25519        # private key, without a passphrase
 *     known-hosts: ~/.ssh/known_hosts
 *     roles: [build, test]          # both
 *     directory: ~/.cache/halfspeed/worker   # on the machine
 *     runtime: halfspeed-worker-aarch64.tar.gz   # the controller's own
 *     patience: 1                   # times 10 s for a connection, and 30 s for an answer
 *     boot:
 *       method: qemu
 *       acceleration: auto          # kvm, emulation
 *       clock: auto                 # real, instructions
 *       cpus: 4                     # as many as fit
 *       memory: 3GiB                # as much as fits; MiB and GiB
 *       nodes: 2                    # one NUMA node
 *       guests: 1                   # at once; as many as do not disturb each other
 *       kernel-arguments: []
 *       deadline: 120s              # from power-on to the first sign of life; s and m
 *     jump: ann@gate.example.org:22 # none; [GATE1, GATE2], or address, user, key, known-hosts each
 *     health:                       # that of the file
 *       check-again: {hours: 24, jobs: 200}      # or: never
 *       disturbance: {steal: 2%, others: 10%, throttling: 2%, wait: 1h}   # or: off
 * health: {check-again: {hours: 24, jobs: 200}}  # for machines that do not say; so disturbance
 * }</pre>
 *
 * <p>A machine that boots images itself has other fields below {@code boot}:
 *
 * <pre>{@code
 * boot:
 *   method: kexec               # grub, systemd-boot
 *   power: ipmitool -H bmc1 ... chassis power reset   # must be there; run by the controller
 *   console: tail -c 1000000 /var/log/conserver/lab1  # nobody listens
 *   initramfs: mkinitramfs -o "$1" "$2"               # none; run on the machine
 *   kernel-arguments: []
 *   down: 60s                   # from the request to reboot until it is gone
 *   deadline: 5m                # from then until it answers
 * }</pre>
 *
 * <p>Paths on the controller's side may begin with ~/, and are otherwise relative to the lab file.
 */
public final class LabFile {
  private static final String DEFAULT_KEY = "~/.ssh/id_ed25519";
  private static final String DEFAULT_KNOWN_HOSTS = "~/.ssh/known_hosts";
  private static final String DEFAULT_DIRECTORY = "~/.cache/halfspeed/worker";
  private static final int DEFAULT_PORT = 22;
  private static final int LAST_PORT = 65535;
  private static final long SMALLEST_GUEST = 256L << 20;

  private static final int MOST = 9999;
  private static final int MOST_NODES = 64;
  private static final int MOST_PATIENT = 100;
  private static final String A_MACHINE = "list at least one: with its name and address";
  private static final String JUMP = "write jump: USER@HOST:PORT, or [GATE1, GATE2] for several";
  private static final String MANUAL = "docs/lab.md";
  private static final String NEVER = "never";
  private static final String QEMU = "qemu";
  private static final List<String> METHODS = List.of(QEMU, "kexec", "grub", "systemd-boot");
  private static final Duration OWN_DOWN = Duration.ofMinutes(1);
  private static final Duration OWN_DEADLINE = Duration.ofMinutes(5);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,62}");
  private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.@-]*\\$?");
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:\\[(?<six>[0-9A-Fa-f:.%]+)\\]|(?<host>[A-Za-z0-9][A-Za-z0-9._-]*))(?::(?<port>\\d{1,5}))?");
  private static final Pattern MEMORY = Pattern.compile("(\\d{1,6})\\s*(MiB|GiB)");

  private final Path file;
  private final Path home;
  private final String currentUser;

  private LabFile(Path file, Path home, String currentUser) {
    this.file = file;
    this.home = home;
    this.currentUser = currentUser;
  }

  /**
   * Reads a lab file.
   *
   * @return its machines, at least one, in the order of the file
   * @throws Problem naming the file, the line and the field of the first mistake
   */
  public static List<Machine> read(Path file) throws Problem {
    return read(
        file, Path.of(System.getProperty("user.home", "/")), System.getProperty("user.name", ""));
  }

  /** Reads a lab file for a user with a home. */
  static List<Machine> read(Path file, Path home, String currentUser) throws Problem {
    Path absolute = file.toAbsolutePath().normalize();
    String text = NamedFile.text(absolute, "lab file", NamedFile.DESCRIPTION_BYTES);
    return parse(text, absolute, home, currentUser);
  }

  /**
   * Reads what a lab file said.
   *
   * @param file where it was: relative paths start at its folder
   * @return its machines, at least one, in the order of the text
   * @throws Problem naming the file, the line and the field of the first mistake
   */
  public static List<Machine> parse(String text, Path file) throws Problem {
    return parse(
        text,
        file,
        Path.of(System.getProperty("user.home", "/")),
        System.getProperty("user.name", ""));
  }

  private static List<Machine> parse(String text, Path file, Path home, String currentUser)
      throws Problem {
    return new LabFile(file, home, currentUser)
        .machines(YamlFields.parse(file.toString(), MANUAL, text));
  }

  private List<Machine> machines(YamlFields top) throws Problem {
    Health usual = health(top, Health.DEFAULT);
    if (!top.has("machines")) {
      throw top.missing("machines", A_MACHINE);
    }
    var lines = new HashMap<String, Integer>();
    var machines = new ArrayList<Machine>();
    for (YamlFields entry : top.mappings("machines")) {
      Machine machine = machine(entry, usual);
      Integer before = lines.putIfAbsent(machine.name(), entry.line());
      if (before != null) {
        throw entry.problem(
            "name",
            "is \"%s\", as on line %d".formatted(machine.name(), before),
            "give each machine a name of its own");
      }
      machines.add(machine);
    }
    if (machines.isEmpty()) {
      throw top.problem("machines", "names none", A_MACHINE);
    }
    top.end();
    return List.copyOf(machines);
  }

  /** What is said of a machine's health. */
  private record Health(Optional<Machine.CheckAgain> checkAgain, DisturbanceLimits disturbance) {
    static final Health DEFAULT =
        new Health(Optional.of(Machine.CheckAgain.DEFAULT), DisturbanceLimits.DEFAULT);
  }

  private Machine machine(YamlFields entry, Health usual) throws Problem {
    String name = entry.required("name", NAME, "1 to 63 letters, digits, dots and dashes");
    String address = entry.required("address", ADDRESS, "HOST or HOST:PORT");
    Matcher parts = parts(address, next -> entry.wrong("address", address, next));
    Optional<String> runtime = entry.text("runtime");
    Health health = health(entry, usual);
    var machine =
        new Machine(
            name,
            host(parts),
            port(parts),
            user(entry),
            key(entry),
            knownHosts(entry),
            roles(entry),
            boot(entry),
            entry.text("directory").orElse(DEFAULT_DIRECTORY),
            runtime.isPresent() ? path(runtime.get()) : null,
            entry.count("patience", 1, 1, MOST_PATIENT),
            health.checkAgain().orElse(null),
            jumps(entry),
            health.disturbance());
    entry.end();
    return machine;
  }

  private String user(YamlFields entry) throws Problem {
    return entry.text("user", USER, "a user's name").orElse(currentUser);
  }

  private Path key(YamlFields entry) throws Problem {
    return path(entry.text("key").orElse(DEFAULT_KEY));
  }

  private Path knownHosts(YamlFields entry) throws Problem {
    return path(entry.text("known-hosts").orElse(DEFAULT_KNOWN_HOSTS));
  }

  private static String host(Matcher parts) {
    return parts.group("six") == null ? parts.group("host") : parts.group("six");
  }

  private static int port(Matcher parts) {
    return parts.group("port") == null ? DEFAULT_PORT : Integer.parseInt(parts.group("port"));
  }

  private static Matcher parts(String address, Function<String, Problem> wrong) throws Problem {
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches()) {
      throw wrong.apply("it should be HOST or HOST:PORT");
    }
    if (port(parts) < 1 || port(parts) > LAST_PORT) {
      throw wrong.apply("ports go from 1 to " + LAST_PORT);
    }
    return parts;
  }

  /** What a jump host does not say is as in the machine's own entry. */
  private List<SshHost> jumps(YamlFields machine) throws Problem {
    String user = user(machine);
    Path key = key(machine);
    Path knownHosts = knownHosts(machine);
    return machine.textsOrFields(
        "jump",
        (text, wrong) -> {
          int at = text.lastIndexOf('@');
          String login = at < 0 ? user : text.substring(0, at);
          if (!USER.matcher(login).matches()) {
            throw wrong.apply(JUMP);
          }
          Matcher parts = parts(text.substring(at + 1), next -> wrong.apply(JUMP + ", " + next));
          return new SshHost(host(parts), port(parts), login, key, knownHosts);
        },
        hop -> {
          String address = hop.required("address", ADDRESS, "HOST or HOST:PORT");
          Matcher parts = parts(address, next -> hop.wrong("address", address, next));
          var host =
              new SshHost(
                  host(parts),
                  port(parts),
                  hop.text("user", USER, "a user's name").orElse(user),
                  hop.has("key") ? key(hop) : key,
                  hop.has("known-hosts") ? knownHosts(hop) : knownHosts);
          hop.end();
          return host;
        });
  }

  private static Health health(YamlFields entry, Health otherwise) throws Problem {
    if (!entry.has("health")) {
      return otherwise;
    }
    YamlFields health = entry.below("health");
    DisturbanceLimits disturbance = DisturbanceFields.read(health, otherwise.disturbance());
    Optional<Machine.CheckAgain> again = checkAgain(health, otherwise.checkAgain());
    health.end();
    return new Health(again, disturbance);
  }

  private static Optional<Machine.CheckAgain> checkAgain(
      YamlFields health, Optional<Machine.CheckAgain> otherwise) throws Problem {
    Optional<Machine.CheckAgain> again = otherwise;
    if (health.isText("check-again")) {
      String word = health.required("check-again");
      if (!word.equals(NEVER)) {
        throw health.wrong("check-again", word, "write {hours: 24, jobs: 200}, or never");
      }
      again = Optional.empty();
    } else if (health.has("check-again")) {
      YamlFields due = health.below("check-again");
      var usual = Machine.CheckAgain.DEFAULT;
      int hours = due.count("hours", (int) usual.after().toHours(), 1, MOST);
      int jobs = due.count("jobs", usual.jobs(), 1, MOST);
      again = Optional.of(new Machine.CheckAgain(Duration.ofHours(hours), jobs));
      due.end();
    }
    return again;
  }

  private static Set<Machine.Role> roles(YamlFields entry) throws Problem {
    List<Machine.Role> roles = entry.choices("roles", Machine.Role.values());
    if (roles.isEmpty()) {
      throw entry.problem("roles", "names none", "say roles: [build, test]");
    }
    return EnumSet.copyOf(roles);
  }

  private static Machine.Boot boot(YamlFields entry) throws Problem {
    if (!entry.has("boot")) {
      return Machine.Boot.DEFAULT;
    }
    YamlFields fields = entry.below("boot");
    String method = fields.choice("method", METHODS).orElse(QEMU);
    Machine.Boot boot =
        switch (method) {
          case QEMU -> guest(fields);
          case "kexec" -> own(fields, BootPlan.Method.KEXEC);
          case "grub" -> own(fields, BootPlan.Method.GRUB);
          default -> own(fields, BootPlan.Method.SYSTEMD_BOOT);
        };
    fields.end();
    return boot;
  }

  private static Machine.Boot guest(YamlFields boot) throws Problem {
    Machine.AccelerationChoice acceleration =
        boot.choice("acceleration", Machine.AccelerationChoice.AUTO);
    Machine.ClockChoice clock = boot.choice("clock", Machine.ClockChoice.AUTO);
    int cpus = boot.count("cpus", 0, 1, MOST);
    if (clock == Machine.ClockChoice.INSTRUCTIONS) {
      if (acceleration == Machine.AccelerationChoice.KVM) {
        throw boot.problem(
            "clock",
            "is \"instructions\" with the acceleration \"kvm\"",
            "instructions can only be counted with acceleration: emulation");
      }
      if (cpus > 1) {
        throw boot.problem(
            "cpus",
            "is " + cpus + " with the clock \"instructions\"",
            "instructions can only be counted with cpus: 1");
      }
    }
    return new Machine.Boot(
        acceleration,
        clock,
        cpus,
        memory(boot),
        boot.count("nodes", 1, 1, MOST_NODES),
        boot.count("guests", 0, 1, MOST),
        arguments(boot),
        boot.duration("deadline", Machine.Boot.DEFAULT.deadline()),
        null);
  }

  private static Machine.Boot own(YamlFields boot, BootPlan.Method method) throws Problem {
    if (!boot.has("power")) {
      throw boot.missing(
          "power",
          "give the machine a command that makes it start anew when it hangs: power: ipmitool ..."
              + " chassis power reset");
    }
    return new Machine.Boot(
        Machine.AccelerationChoice.AUTO,
        Machine.ClockChoice.REAL,
        0,
        0,
        1,
        0,
        arguments(boot),
        boot.duration("deadline", OWN_DEADLINE),
        new Machine.Own(
            method,
            boot.required("power"),
            boot.text("console").orElse(null),
            boot.text("initramfs").orElse(null),
            boot.duration("down", OWN_DOWN)));
  }

  private static List<String> arguments(YamlFields boot) throws Problem {
    List<String> arguments = boot.texts("kernel-arguments");
    for (String argument : arguments) {
      if (argument.chars().anyMatch(c -> c < ' ')) {
        throw boot.problem(
            "kernel-arguments",
            "has an argument with control characters",
            "write kernel-arguments: [quiet, mitigations=off]");
      }
    }
    return arguments;
  }

  private static long memory(YamlFields boot) throws Problem {
    Optional<String> text = boot.text("memory");
    if (text.isEmpty()) {
      return 0;
    }
    Matcher matcher = MEMORY.matcher(text.get());
    long bytes =
        matcher.matches()
            ? Long.parseLong(matcher.group(1)) << (matcher.group(2).equals("GiB") ? 30 : 20)
            : 0;
    if (bytes < SMALLEST_GUEST) {
      throw boot.wrong(
          "memory", text.get(), "it should be such as 512MiB or 3GiB, at least 256MiB");
    }
    return bytes;
  }

  private Path path(String text) {
    if (text.startsWith("~/")) {
      return home.resolve(text.substring(2));
    }
    Path folder = file.getParent();
    return folder == null ? Path.of(text) : folder.resolve(text).normalize();
  }
}

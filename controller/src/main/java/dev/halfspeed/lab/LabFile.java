package dev.halfspeed.lab;

import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
 *     boot:
 *       method: qemu
 *       acceleration: auto          # kvm, emulation
 *       clock: auto                 # real, instructions
 *       cpus: 4                     # as many as fit
 *       memory: 3GiB                # as much as fits; MiB and GiB
 *       guests: 1                   # at once; as many as do not disturb each other
 *       kernel-arguments: []
 *       deadline: 120s              # from power-on to the first sign of life; s and m
 *     health:                       # that of the file
 *       check-again: {hours: 24, jobs: 200}      # or: never
 * health: {check-again: {hours: 24, jobs: 200}}  # for machines that do not say
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

  private static final Set<String> TOP_FIELDS = Set.of("machines", "health");
  private static final Set<String> MACHINE_FIELDS =
      Set.of(
          "name",
          "address",
          "user",
          "key",
          "known-hosts",
          "roles",
          "directory",
          "runtime",
          "boot",
          "health");
  private static final Set<String> HEALTH_FIELDS = Set.of("check-again");
  private static final Set<String> CHECK_AGAIN_FIELDS = Set.of("hours", "jobs");
  private static final String NEVER = "never";
  private static final Set<String> BOOT_FIELDS =
      Set.of(
          "method",
          "acceleration",
          "clock",
          "cpus",
          "memory",
          "guests",
          "kernel-arguments",
          "deadline");
  private static final Set<String> OWN_BOOT_FIELDS =
      Set.of("method", "power", "console", "initramfs", "kernel-arguments", "down", "deadline");
  private static final Map<String, BootPlan.Method> OWN_METHODS =
      Map.of(
          "kexec", BootPlan.Method.KEXEC,
          "grub", BootPlan.Method.GRUB,
          "systemd-boot", BootPlan.Method.SYSTEMD_BOOT);
  private static final Duration OWN_DOWN = Duration.ofMinutes(1);
  private static final Duration OWN_DEADLINE = Duration.ofMinutes(5);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,62}");
  private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.@-]*\\$?");
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:\\[(?<six>[0-9A-Fa-f:.%]+)\\]|(?<host>[A-Za-z0-9][A-Za-z0-9._-]*))(?::(?<port>\\d{1,5}))?");
  private static final Pattern MEMORY = Pattern.compile("(\\d{1,6})\\s*(MiB|GiB)");
  private static final Pattern TIME = Pattern.compile("(\\d{1,6})\\s*(s|m)");

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
    var reader = new LabFile(absolute, home, currentUser);
    try {
      return reader.machines(YamlNode.parse(Files.readString(absolute)));
    } catch (YamlNode.MalformedException e) {
      throw reader.problem(
          e.line(), String.valueOf(e.getMessage()), "correct it; docs/lab.md has an example");
    } catch (NoSuchFileException e) {
      throw new Problem(
          "there is no lab file " + absolute,
          "name another with --lab, or leave --lab out to use the machine at hand",
          e);
    } catch (IOException e) {
      throw new Problem(
          "the lab file " + absolute + " can't be read: " + e.getMessage(),
          "see whether it is a text file that this user may read",
          e);
    }
  }

  private List<Machine> machines(YamlNode root) throws Problem {
    YamlNode.Mapping top = mapping(root, "the lab file");
    refuseUnknown(top, TOP_FIELDS, "the lab file");
    YamlNode.Field list = top.fields().get("machines");
    if (list == null
        || !(list.value() instanceof YamlNode.Sequence sequence)
        || sequence.items().isEmpty()) {
      throw problem(
          list == null ? 1 : list.line(),
          "names no machine",
          "list at least one below machines: with its name and address");
    }
    Optional<Machine.CheckAgain> usual = checkAgain(top, Optional.of(Machine.CheckAgain.DEFAULT));
    var lines = new HashMap<String, Integer>();
    var machines = new ArrayList<Machine>();
    for (YamlNode item : sequence.items()) {
      YamlNode.Mapping entry = mapping(item, "a machine");
      Machine machine = machine(entry, usual);
      Integer before = lines.putIfAbsent(machine.name(), entry.line());
      if (before != null) {
        throw problem(
            entry.line(),
            "has a second machine \"%s\"; the first is on line %d"
                .formatted(machine.name(), before),
            "give each machine a name of its own");
      }
      machines.add(machine);
    }
    return List.copyOf(machines);
  }

  private Machine machine(YamlNode.Mapping entry, Optional<Machine.CheckAgain> usual)
      throws Problem {
    refuseUnknown(entry, MACHINE_FIELDS, "a machine");
    String name = required(entry, "name", NAME, "1 to 63 letters, digits, dots and dashes");
    Matcher address = ADDRESS.matcher(required(entry, "address", ADDRESS, "HOST or HOST:PORT"));
    if (!address.matches()) {
      throw new IllegalStateException("it matched before");
    }
    int port =
        address.group("port") == null ? DEFAULT_PORT : Integer.parseInt(address.group("port"));
    if (port < 1 || port > LAST_PORT) {
      throw problem(
          line(entry, "address"), "has an address with port " + port, "ports go from 1 to 65535");
    }
    String host = address.group("six") == null ? address.group("host") : address.group("six");
    Optional<String> runtime = text(entry, "runtime");
    return new Machine(
        name,
        host,
        port,
        optional(entry, "user", USER, "a user's name", currentUser),
        path(text(entry, "key").orElse(DEFAULT_KEY)),
        path(text(entry, "known-hosts").orElse(DEFAULT_KNOWN_HOSTS)),
        roles(entry),
        boot(entry),
        text(entry, "directory").orElse(DEFAULT_DIRECTORY),
        runtime.isPresent() ? path(runtime.get()) : null,
        checkAgain(entry, usual).orElse(null));
  }

  private Optional<Machine.CheckAgain> checkAgain(
      YamlNode.Mapping entry, Optional<Machine.CheckAgain> otherwise) throws Problem {
    YamlNode.Field field = entry.fields().get("health");
    if (field == null) {
      return otherwise;
    }
    YamlNode.Mapping health = mapping(field.value(), "health");
    refuseUnknown(health, HEALTH_FIELDS, "health");
    YamlNode.Field again = health.fields().get("check-again");
    if (again == null) {
      return otherwise;
    }
    if (again.value() instanceof YamlNode.Scalar scalar && scalar.text().equals(NEVER)) {
      return Optional.empty();
    }
    YamlNode.Mapping due = mapping(again.value(), "check-again");
    refuseUnknown(due, CHECK_AGAIN_FIELDS, "check-again");
    int hours = count(due, "hours");
    int jobs = count(due, "jobs");
    return Optional.of(
        new Machine.CheckAgain(
            hours == 0 ? Machine.CheckAgain.DEFAULT.after() : Duration.ofHours(hours),
            jobs == 0 ? Machine.CheckAgain.DEFAULT.jobs() : jobs));
  }

  private Set<Machine.Role> roles(YamlNode.Mapping entry) throws Problem {
    if (!entry.fields().containsKey("roles")) {
      return EnumSet.allOf(Machine.Role.class);
    }
    var roles = EnumSet.noneOf(Machine.Role.class);
    for (String text : texts(entry, "roles")) {
      roles.add(choice(line(entry, "roles"), "roles", text, Machine.Role.values()));
    }
    if (roles.isEmpty()) {
      throw problem(
          line(entry, "roles"), "has a machine without a role", "say roles: [build, test]");
    }
    return roles;
  }

  private Machine.Boot boot(YamlNode.Mapping entry) throws Problem {
    YamlNode.Field field = entry.fields().get("boot");
    if (field == null) {
      return Machine.Boot.DEFAULT;
    }
    YamlNode.Mapping boot = mapping(field.value(), "boot");
    String method = text(boot, "method").orElse("qemu");
    BootPlan.@Nullable Method own = OWN_METHODS.get(method);
    if (own != null) {
      return ownBoot(boot, own, method);
    }
    if (!method.equals("qemu")) {
      throw problem(
          line(boot, "method"),
          "has the boot method \"" + method + "\"",
          "choose of qemu, kexec, grub, systemd-boot");
    }
    refuseUnknown(boot, BOOT_FIELDS, "boot with the method qemu");
    Machine.AccelerationChoice acceleration =
        choice(
            line(boot, "acceleration"),
            "acceleration",
            text(boot, "acceleration").orElse("auto"),
            Machine.AccelerationChoice.values());
    Machine.ClockChoice clock =
        choice(
            line(boot, "clock"),
            "clock",
            text(boot, "clock").orElse("auto"),
            Machine.ClockChoice.values());
    int cpus = count(boot, "cpus");
    if (clock == Machine.ClockChoice.INSTRUCTIONS) {
      if (acceleration == Machine.AccelerationChoice.KVM) {
        throw problem(
            line(boot, "clock"),
            "wants the clock \"instructions\" with the acceleration \"kvm\"",
            "instructions can only be counted with acceleration: emulation");
      }
      if (cpus > 1) {
        throw problem(
            line(boot, "cpus"),
            "wants the clock \"instructions\" with " + cpus + " CPUs",
            "instructions can only be counted with cpus: 1");
      }
    }
    return new Machine.Boot(
        acceleration,
        clock,
        cpus,
        memory(boot),
        count(boot, "guests"),
        boot.fields().containsKey("kernel-arguments") ? arguments(boot) : List.of(),
        duration(boot, "deadline", Machine.Boot.DEFAULT.deadline()),
        null);
  }

  private Machine.Boot ownBoot(YamlNode.Mapping boot, BootPlan.Method method, String name)
      throws Problem {
    refuseUnknown(boot, OWN_BOOT_FIELDS, "boot with the method " + name);
    Optional<String> power = text(boot, "power");
    if (power.isEmpty()) {
      throw problem(
          boot.line(),
          "has a machine that boots images itself, and no power command",
          "give it one, which makes a machine that hangs start anew: power: ipmitool ... chassis"
              + " power reset");
    }
    return new Machine.Boot(
        Machine.AccelerationChoice.AUTO,
        Machine.ClockChoice.REAL,
        0,
        0,
        0,
        boot.fields().containsKey("kernel-arguments") ? arguments(boot) : List.of(),
        duration(boot, "deadline", OWN_DEADLINE),
        new Machine.Own(
            method,
            power.get(),
            text(boot, "console").orElse(null),
            text(boot, "initramfs").orElse(null),
            duration(boot, "down", OWN_DOWN)));
  }

  private List<String> arguments(YamlNode.Mapping boot) throws Problem {
    List<String> arguments = texts(boot, "kernel-arguments");
    for (String argument : arguments) {
      if (argument.isBlank() || argument.chars().anyMatch(c -> c < ' ')) {
        throw problem(
            line(boot, "kernel-arguments"),
            "has an empty kernel argument, or one with control characters",
            "write kernel-arguments: [quiet, mitigations=off]");
      }
    }
    return arguments;
  }

  private long memory(YamlNode.Mapping boot) throws Problem {
    Optional<String> text = text(boot, "memory");
    if (text.isEmpty()) {
      return 0;
    }
    Matcher matcher = MEMORY.matcher(text.get());
    long bytes =
        matcher.matches()
            ? Long.parseLong(matcher.group(1)) << (matcher.group(2).equals("GiB") ? 30 : 20)
            : 0;
    if (bytes < SMALLEST_GUEST) {
      throw wrong(boot, "memory", text.get(), "such as 512MiB or 3GiB, at least 256MiB");
    }
    return bytes;
  }

  private Duration duration(YamlNode.Mapping boot, String field, Duration otherwise)
      throws Problem {
    Optional<String> text = text(boot, field);
    if (text.isEmpty()) {
      return otherwise;
    }
    Matcher matcher = TIME.matcher(text.get());
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw wrong(boot, field, text.get(), "such as 60s or 5m");
    }
    long number = Long.parseLong(matcher.group(1));
    return matcher.group(2).equals("m") ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
  }

  private int count(YamlNode.Mapping mapping, String field) throws Problem {
    Optional<String> text = text(mapping, field);
    if (text.isEmpty()) {
      return 0;
    }
    if (!text.get().matches("[1-9]\\d{0,3}")) {
      throw wrong(mapping, field, text.get(), "a number from 1 to 9999");
    }
    return Integer.parseInt(text.get());
  }

  private <E extends Enum<E>> E choice(int line, String field, String text, E[] values)
      throws Problem {
    for (E value : values) {
      if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
        return value;
      }
    }
    throw problem(
        line,
        "has %s \"%s\"".formatted(field, text),
        "choose of " + names(Arrays.stream(values).map(Enum::name).toList()));
  }

  private static String names(List<String> names) {
    return String.join(", ", names).toLowerCase(Locale.ROOT);
  }

  private String required(YamlNode.Mapping mapping, String field, Pattern form, String described)
      throws Problem {
    Optional<String> text = text(mapping, field);
    if (text.isEmpty()) {
      throw problem(
          mapping.line(),
          "has a machine without " + field,
          "give it one: " + field + ": " + described);
    }
    if (!form.matcher(text.get()).matches()) {
      throw wrong(mapping, field, text.get(), described);
    }
    return text.get();
  }

  private String optional(
      YamlNode.Mapping mapping, String field, Pattern form, String described, String otherwise)
      throws Problem {
    Optional<String> text = text(mapping, field);
    if (text.isPresent() && !form.matcher(text.get()).matches()) {
      throw wrong(mapping, field, text.get(), described);
    }
    return text.orElse(otherwise);
  }

  private Problem wrong(YamlNode.Mapping mapping, String field, String text, String described) {
    return problem(
        line(mapping, field), "has %s \"%s\"".formatted(field, text), "it should be " + described);
  }

  private Optional<String> text(YamlNode.Mapping mapping, String field) throws Problem {
    YamlNode.Field found = mapping.fields().get(field);
    if (found == null) {
      return Optional.empty();
    }
    if (!(found.value() instanceof YamlNode.Scalar scalar) || scalar.text().isBlank()) {
      throw problem(found.line(), "has no single value for " + field, "write " + field + ": VALUE");
    }
    return Optional.of(scalar.text().strip());
  }

  private List<String> texts(YamlNode.Mapping mapping, String field) throws Problem {
    YamlNode.Field found = mapping.fields().get(field);
    var texts = new ArrayList<String>();
    if (found != null && found.value() instanceof YamlNode.Sequence sequence) {
      for (YamlNode item : sequence.items()) {
        if (item instanceof YamlNode.Scalar scalar) {
          texts.add(scalar.text());
        }
      }
      if (texts.size() == sequence.items().size()) {
        return texts;
      }
    }
    throw problem(
        line(mapping, field), "has no list of words for " + field, "write " + field + ": [A, B]");
  }

  private YamlNode.Mapping mapping(YamlNode node, String what) throws Problem {
    if (node instanceof YamlNode.Mapping mapping) {
      return mapping;
    }
    throw problem(
        node.line(),
        "has something else where the fields of " + what + " should be",
        "write it as NAME: VALUE lines; docs/lab.md has an example");
  }

  private void refuseUnknown(YamlNode.Mapping mapping, Set<String> known, String what)
      throws Problem {
    for (Map.Entry<String, YamlNode.Field> entry : mapping.fields().entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw problem(
            entry.getValue().line(),
            "has a field \"%s\", which %s does not have".formatted(entry.getKey(), what),
            NearestName.suggest(entry.getKey(), known.stream().sorted().toList()));
      }
    }
  }

  private Path path(String text) {
    if (text.startsWith("~/")) {
      return home.resolve(text.substring(2));
    }
    Path folder = file.getParent();
    return folder == null ? Path.of(text) : folder.resolve(text).normalize();
  }

  private static int line(YamlNode.Mapping mapping, String field) {
    YamlNode.@Nullable Field found = mapping.fields().get(field);
    return found == null ? mapping.line() : found.line();
  }

  private Problem problem(int line, String what, String nextStep) {
    return new Problem("%s line %d %s".formatted(file, line, what), nextStep);
  }
}

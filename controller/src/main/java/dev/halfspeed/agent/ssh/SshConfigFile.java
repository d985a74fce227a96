package dev.halfspeed.agent.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.SshTarget;
import dev.halfspeed.lab.SshHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The user's ~/.ssh/config. Connections do not heed it: a lab file says all that there is to know
 * about a lab. But an address that is an alias there works for ssh and not here, so a fault says
 * what the file has for it. The ssh program is asked, which knows Host, Match and Include.
 */
final class SshConfigFile {
  private static final int LONGEST_ANSWER = 1 << 16;

  private final Path file;

  SshConfigFile(Path file) {
    this.file = file;
  }

  /** That of the user that the controller runs as. */
  static SshConfigFile users() {
    return new SshConfigFile(Path.of(System.getProperty("user.home", "/"), ".ssh", "config"));
  }

  /** The fault, with what the file has for its host where that is something else. */
  MachineFault explain(SshTarget target, MachineFault fault) throws InterruptedException {
    return switch (fault.kind()) {
      case UNREACHABLE, KEY_REFUSED, HOST_KEY_UNKNOWN, HOST_KEY_CHANGED -> {
        List<String> fields = fields(target.host());
        yield fields.isEmpty()
            ? fault
            : new MachineFault(
                fault.kind(),
                String.valueOf(fault.getMessage()),
                "%s has settings for %s, which Halfspeed does not read: write them in %s, %s; otherwise %s"
                    .formatted(
                        file,
                        target.host().host(),
                        target.entry(),
                        String.join(", ", fields),
                        fault.nextStep()),
                fault);
      }
      case DISK_FULL, NO_RUNTIME, LEASE_LOST, IN_USE, PROTOCOL, SOURCES_DAMAGED -> fault;
    };
  }

  /** Fields of a lab file for what the file says of a host, and the host does not have. */
  List<String> fields(SshHost host) throws InterruptedException {
    if (!Files.isReadable(file)) {
      return List.of();
    }
    Map<String, String> here = settings(file, host.host());
    settings(Path.of("/dev/null"), host.host()).forEach((name, value) -> here.remove(name, value));
    var fields = new ArrayList<String>();
    String name = here.getOrDefault("hostname", host.host());
    String port = here.getOrDefault("port", Integer.toString(host.port()));
    if (!name.equals(host.host()) || !port.equals(Integer.toString(host.port()))) {
      fields.add("address: " + (name.contains(":") ? "[" + name + "]" : name) + ":" + port);
    }
    add(fields, here, "user", "user", host.user());
    add(fields, here, "identityfile", "key", host.key().toString());
    add(fields, here, "proxyjump", "jump", "");
    return fields;
  }

  private static void add(
      List<String> fields, Map<String, String> here, String setting, String field, String now) {
    String home = System.getProperty("user.home", "/") + "/";
    String value = here.getOrDefault(setting, now);
    String whole = value.startsWith("~/") ? home + value.substring(2) : value;
    if (!whole.equals(now)) {
      fields.add(field + ": " + (value.contains(",") ? "[" + value + "]" : value));
    }
  }

  /** What ssh would go by: the first value of each setting. */
  private static Map<String, String> settings(Path file, String host) throws InterruptedException {
    var settings = new HashMap<String, String>();
    try {
      Process process =
          new ProcessBuilder("ssh", "-G", "-F", file.toString(), "--", host)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(process.getInputStream().readNBytes(LONGEST_ANSWER), UTF_8);
      process.destroy();
      process.waitFor();
      for (String line : answer.split("\n")) {
        int space = line.indexOf(' ');
        if (space > 0) {
          settings.putIfAbsent(line.substring(0, space), line.substring(space + 1).strip());
        }
      }
    } catch (IOException e) {
      // Without an ssh program there is nobody to ask, and nobody who uses that file.
    }
    return settings;
  }
}

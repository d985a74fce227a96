package dev.halfspeed.recipe;

import dev.halfspeed.worker.protocol.SysValue;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A setting of the machine, of PostgreSQL or of the recipe that its metrics are known to depend on.
 *
 * @param target what it sets, in the word that a variant of a comparison begins with, such as
 *     sysctl.vm.swappiness
 * @param values those worth trying
 */
public record Knob(String name, String target, List<String> values, String description) {
  private static final String PARAMETER = "param.";
  private static final String SETTING = "pg.";
  private static final String SYSCTL = "sysctl.";
  private static final String ARGUMENT = "arg.";
  private static final String SYS = "/sys/";

  /** What a target may be, for people. */
  static final String TARGETS =
      "sysctl.NAME, /sys/PATH, arg.NAME (of the kernel's command line), pg.NAME (a setting of"
          + " PostgreSQL) or param.NAME (a parameter of the recipe)";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
  private static final Pattern WORD = Pattern.compile("[!-~]+");

  /** The parameter that holds settings of PostgreSQL. */
  static final String SETTINGS = "settings";

  public Knob {
    values = List.copyOf(values);
  }

  /** Whether there can be such a target. */
  static boolean isTarget(String target) {
    if (target.startsWith(SYS)) {
      return new SysValue(target.substring(SYS.length()), "0").isValid();
    }
    return Stream.of(PARAMETER, SETTING, SYSCTL, ARGUMENT)
        .anyMatch(kind ->
            target.startsWith(kind) && NAME.matcher(target.substring(kind.length())).matches());
  }

  /** The parameter of the recipe that it changes; empty where it is none. */
  Optional<String> parameter() {
    if (target.startsWith(PARAMETER)) {
      return Optional.of(target.substring(PARAMETER.length()));
    }
    return target.startsWith(SETTING) ? Optional.of(SETTINGS) : Optional.empty();
  }

  /** The value of {@link #parameter} that a value of the knob makes. */
  String parameterValue(String value) {
    return target.startsWith(SETTING) ? target.substring(SETTING.length()) + "=" + value : value;
  }

  /** Whether a value can be written where it belongs: anything but a parameter is one word. */
  boolean isWritable(String value) {
    return target.startsWith(SYS)
        ? new SysValue(target.substring(SYS.length()), value).isValid()
        : parameter().isPresent() || WORD.matcher(value).matches();
  }

  /** What a variant of a comparison is given, such as sysctl.vm.swappiness=10. */
  public String word(String value) {
    String key =
        target.startsWith(ARGUMENT) ? "arg=" + target.substring(ARGUMENT.length()) : target;
    return key + "=" + value.replace(",", ",,");
  }
}

package dev.halfspeed.worker.protocol;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A value of a file below /sys that a boot begins with. It travels on the kernel's command line,
 * where the kernel takes it for a parameter of a module that is not there, and where it is recorded
 * with each boot.
 *
 * @param path below /sys, such as kernel/mm/transparent_hugepage/enabled
 */
public record SysValue(String path, String value) {
  private static final String ARGUMENT = "halfspeed.sys=";
  private static final Pattern PATH = Pattern.compile("[\\w:.@+-]+(/[\\w:.@+-]+)*");
  private static final Pattern VALUE = Pattern.compile("[!-~&&[^\"'\\\\]]{1,200}");

  /** Whether it can be written: a path below /sys, and a value that is one word. */
  public boolean isValid() {
    return PATH.matcher(path).matches()
        && List.of(path.split("/")).stream().noneMatch(part -> part.matches("\\.+"))
        && VALUE.matcher(value).matches();
  }

  /** Its argument on the kernel's command line. */
  public String argument() {
    return ARGUMENT + path + "=" + value;
  }

  /** The one that an argument holds; empty for any other argument. */
  public static Optional<SysValue> of(String argument) {
    int end = argument.indexOf('=', ARGUMENT.length());
    return argument.startsWith(ARGUMENT) && end > 0
        ? Optional.of(
            new SysValue(argument.substring(ARGUMENT.length(), end), argument.substring(end + 1)))
        : Optional.empty();
  }

  /** Those among a boot's arguments. */
  public static List<SysValue> among(List<String> arguments) {
    return arguments.stream().flatMap(argument -> of(argument).stream()).toList();
  }

  /** As people write it. */
  @Override
  public String toString() {
    return "/sys/" + path + "=" + value;
  }
}

package dev.halfspeed.core;

import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a booted machine told about itself that can fake a regression, by name: mitigations,
 * clocksource, huge pages, preemption, the command line.
 */
public final class MachineState {
  /** The name of the kernel's command line. */
  public static final String COMMAND_LINE = "cmdline";

  /** Each boot has a word and an init of its own on its command line. */
  private static final Pattern OF_ONE_BOOT =
      Pattern.compile("(^| )(halfspeed\\.boot|init|BOOT_IMAGE|initrd)=\\S*");

  private MachineState() {}

  /** The same but for what differs from boot to boot by design. */
  public static Map<String, String> comparable(Map<String, String> state) {
    var comparable = new TreeMap<>(state);
    comparable.computeIfPresent(
        COMMAND_LINE, (name, value) -> OF_ONE_BOOT.matcher(value).replaceAll("").strip());
    return comparable;
  }

  /** Equal for equal states: SHA-256, hexadecimal. */
  public static String digest(Map<String, String> comparable) {
    var parts = new ArrayList<String>();
    new TreeMap<>(comparable)
        .forEach((name, value) -> {
          parts.add(name);
          parts.add(value);
        });
    return ContentDigest.of(parts);
  }
}

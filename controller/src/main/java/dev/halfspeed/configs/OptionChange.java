package dev.halfspeed.configs;

import java.util.Optional;

/**
 * A symbol in which two configurations differ.
 *
 * @param symbol such as CONFIG_SMP
 * @param good its value in the good one; empty where it is off, or not there
 * @param bad its value in the bad one, likewise
 */
public record OptionChange(String symbol, Optional<String> good, Optional<String> bad) {
  /** For people, such as "CONFIG_HZ 100 -> 1000". */
  public String words() {
    return symbol + " " + good.orElse(ConfigFile.OFF) + " -> " + bad.orElse(ConfigFile.OFF);
  }

  /** The line of a .config that sets the bad one's value, or the good one's. */
  String line(boolean isBad) {
    return line(symbol, isBad ? bad : good);
  }

  static String line(String symbol, Optional<String> value) {
    return value.map(set -> symbol + "=" + set).orElse("# " + symbol + " is not set");
  }

  /** Whether it is switched on or off, not given another number or text. */
  boolean isSwitch() {
    return isSwitch(good) && isSwitch(bad);
  }

  private static boolean isSwitch(Optional<String> value) {
    return value.isEmpty() || value.get().equals("y") || value.get().equals("m");
  }
}

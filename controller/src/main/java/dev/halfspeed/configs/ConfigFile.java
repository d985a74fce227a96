package dev.halfspeed.configs;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel's .config.
 *
 * @param title the kernel that it was made for, such as "Linux/x86 6.12.57"; empty where the file
 *     does not say
 * @param values by symbol, such as CONFIG_SMP, in the file's order; {@code n} for one that is not
 *     set
 */
public record ConfigFile(Optional<String> title, Map<String, String> values) {
  /** The value of a symbol that is not set. */
  public static final String OFF = "n";

  /** As Kconfig ends lines. */
  private static final Pattern LINE_END = Pattern.compile("\\r?\\n");

  private static final Pattern SET = Pattern.compile("(CONFIG_[A-Za-z0-9_]+)=(.*)", Pattern.DOTALL);
  private static final Pattern UNSET = Pattern.compile("# (CONFIG_[A-Za-z0-9_]+) is not set");
  private static final Pattern TITLE =
      Pattern.compile("# (Linux/\\S+ \\S+)(?: Kernel Configuration)?");

  public ConfigFile {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Reads one; of several lines about a symbol the last counts, as for the kernel's own make. */
  public static ConfigFile parse(String text) {
    var values = new LinkedHashMap<String, String>();
    Optional<String> title = Optional.empty();
    for (String line : LINE_END.split(text)) {
      Matcher set = SET.matcher(line);
      Matcher unset = UNSET.matcher(line);
      Matcher head = TITLE.matcher(line);
      if (set.matches()) {
        values.put(set.group(1), set.group(2));
      } else if (unset.matches()) {
        values.put(unset.group(1), OFF);
      } else if (title.isEmpty() && head.matches()) {
        title = Optional.of(head.group(1));
      }
    }
    return new ConfigFile(title, values);
  }

  /** A line that sets a symbol. */
  public record Setting(String symbol, String value) {}

  /** All lines that set a symbol, also those that a later line about the same symbol replaces. */
  public static List<Setting> settings(String text) {
    return LINE_END
        .splitAsStream(text)
        .map(SET::matcher)
        .filter(Matcher::matches)
        .map(set -> new Setting(set.group(1), set.group(2)))
        .toList();
  }

  /**
   * The number of the first line that neither sets a symbol nor is a comment, or that has a
   * carriage return or a zero before its end, from 1; empty where there is none.
   */
  public static OptionalInt strayLine(String text) {
    String[] lines = LINE_END.split(text);
    for (int number = 0; number < lines.length; number++) {
      String line = lines[number];
      boolean isKnown = line.isBlank() || line.startsWith("#") || SET.matcher(line).matches();
      if (!isKnown || line.contains("\r") || line.contains("\0")) {
        return OptionalInt.of(number + 1);
      }
    }
    return OptionalInt.empty();
  }

  /** A symbol's value; a symbol that is off and one that is not there are the same to the code. */
  Optional<String> value(String symbol) {
    return Optional.ofNullable(values.get(symbol)).filter(value -> !value.equals(OFF));
  }

  /** The architecture that it was made for, such as x86; of a file with a title. */
  public String architecture() {
    String words = title.orElseThrow();
    return words.substring(words.indexOf('/') + 1, words.indexOf(' '));
  }

  /** The version that it was made for, such as 6.12.57; of a file with a title. */
  public String version() {
    String words = title.orElseThrow();
    return words.substring(words.indexOf(' ') + 1);
  }
}

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

  private static final Pattern SET = Pattern.compile("(CONFIG_[A-Za-z0-9_]+)=(.*)");
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
    for (String raw : text.lines().toList()) {
      String line = raw.strip();
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

  /**
   * The number of the first line that neither sets a symbol nor is a comment, from 1; empty where
   * there is none.
   */
  public static OptionalInt strayLine(String text) {
    List<String> lines = text.lines().map(String::strip).toList();
    for (int number = 0; number < lines.size(); number++) {
      String line = lines.get(number);
      if (!line.isEmpty() && !line.startsWith("#") && !SET.matcher(line).matches()) {
        return OptionalInt.of(number + 1);
      }
    }
    return OptionalInt.empty();
  }

  /** A symbol's value; a symbol that is off and one that is not there are the same to the code. */
  Optional<String> value(String symbol) {
    return Optional.ofNullable(values.get(symbol)).filter(value -> !value.equals(OFF));
  }

  /** The architecture that it was made for; empty where the file does not say. */
  public Optional<String> architecture() {
    return title.map(words -> words.substring(words.indexOf('/') + 1, words.indexOf(' ')));
  }

  /** The version that it was made for; empty where the file does not say. */
  public Optional<String> version() {
    return title.map(words -> words.substring(words.indexOf(' ') + 1));
  }
}

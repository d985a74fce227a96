package dev.halfspeed.cli.option;

import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A kernel config as it is given on the command line: BASE[+FRAGMENT...].
 *
 * @param base absolute path of a .config file, or a make target
 * @param fragments absolute paths
 */
public record ConfigOption(String base, List<String> fragments) {
  public ConfigOption {
    fragments = List.copyOf(fragments);
  }

  /**
   * Reads it. A plus sign may belong to a file's name, as in Debian's config-6.12.48+deb13-amd64:
   * the longest name that exists counts.
   *
   * @param option what stands before it where it is written, such as {@code --config} and a space
   * @param resolve makes a path absolute
   * @throws Problem when nothing stands before or behind a plus sign
   */
  static ConfigOption parse(String option, String text, Function<String, Path> resolve)
      throws Problem {
    List<String> words = List.of(text.split("\\+", -1));
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (from < words.size()) {
      int to = words.size();
      while (to > from + 1
          && !Files.isRegularFile(resolve.apply(String.join("+", words.subList(from, to))))) {
        to--;
      }
      parts.add(String.join("+", words.subList(from, to)));
      from = to;
    }
    if (parts.contains("")) {
      throw new Problem(
          option + "\"" + Text.fit(text, 60) + "\" has an empty part.",
          "Write a base and its fragments: " + option + "defconfig+my.config");
    }
    String base = parts.getFirst();
    boolean file = base.contains("/") || Files.isRegularFile(resolve.apply(base));
    return new ConfigOption(
        file ? resolve.apply(base).toString() : base,
        parts.stream().skip(1).map(part -> resolve.apply(part).toString()).toList());
  }
}

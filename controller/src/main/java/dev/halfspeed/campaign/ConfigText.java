package dev.halfspeed.campaign;

import dev.halfspeed.files.NamedFile;
import dev.halfspeed.problem.Problem;
import java.util.List;
import java.util.regex.Pattern;

/** Kernel configurations and fragments of them, as files have them. */
final class ConfigText {
  private static final Pattern SYMBOL = Pattern.compile("CONFIG_[A-Za-z0-9_]+=.*");
  private static final Pattern UNSET = Pattern.compile("# CONFIG_[A-Za-z0-9_]+ is not set");

  private ConfigText() {}

  /**
   * Reads one. Whatever is in a file that is none is neither kept nor told.
   *
   * @param what such as config, for messages
   * @throws Problem when it can't be read, or a line of it is none of a kernel's configuration
   */
  static String read(String path, String what) throws Problem {
    String text = NamedFile.text(NamedFile.path(path, what), what, NamedFile.CONFIG_BYTES);
    boolean isAny = false;
    List<String> lines = text.lines().map(String::strip).toList();
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1);
      boolean isSymbol = SYMBOL.matcher(line).matches() || UNSET.matcher(line).matches();
      isAny |= isSymbol;
      if (!isSymbol && !line.isEmpty() && !line.startsWith("#")) {
        throw new Problem(
            "line " + number + " of the " + what + " " + path + " sets no CONFIG_ symbol",
            "give a kernel's configuration: lines such as CONFIG_X=y, or comments with #");
      }
    }
    if (!isAny) {
      throw new Problem(
          "the " + what + " " + path + " has no line that sets a CONFIG_ symbol",
          "give a kernel's .config, or for the base a make target such as defconfig");
    }
    return text;
  }
}

package dev.halfspeed.registry;

import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The names of what is registered: never to be taken for a path, nor a path for one. */
final class RegisteredName {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern FILE = Pattern.compile(".*\\.ya?ml");
  private static final int SHOWN = 80;
  private static final int LONGEST = 50;

  private RegisteredName() {}

  /** Whether it names a file or a folder: names have no slash. */
  static boolean isPath(String text) {
    return text.contains("/");
  }

  /**
   * Requires a name that can be given.
   *
   * @param kind lab or repository
   */
  static void require(String name, String kind) throws Problem {
    if (!NAME.matcher(name).matches() || FILE.matcher(name).matches()) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "\"" + Printable.line(name, SHOWN) + "\" can't be the name of a " + kind,
          "choose 1 to 63 letters, digits, dots, dashes and underscores, the first a letter or a"
              + " digit, and no .yaml at the end, such as main-"
              + kind);
    }
  }

  /** What is said of a name that nobody has given. */
  static Problem unknown(String name, String kind, List<String> known) {
    return new Problem(
        ProblemCode.UNKNOWN,
        "there is no " + kind + " \"" + Printable.line(name, SHOWN) + "\"",
        (known.isEmpty()
                ? "none is registered; register one: halfspeed " + kind + " add NAME PATH"
                : NearestName.suggest(name, known))
            + ", or name a path with a slash, such as ./"
            + (NAME.matcher(name).matches() ? name : kind));
  }

  /** A name for a path, by itself: that of its last part, with a number where it is taken. */
  static String of(Path path, String kind, Set<String> taken) {
    Path last = path.getFileName();
    String base =
        (last == null ? "" : last.toString())
            .replaceFirst("\\.ya?ml$", "")
            .replaceFirst("\\.git$", "")
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceFirst("^[^A-Za-z0-9]+", "");
    base = base.substring(0, Math.min(base.length(), LONGEST));
    if (base.isEmpty() || FILE.matcher(base).matches()) {
      base = kind;
    }
    String name = base;
    for (int number = 2; taken.contains(name); number++) {
      name = base + "-" + number;
    }
    return name;
  }
}

package dev.halfspeed.cli.option;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What stands between commas. A comma inside a value is written twice, as QEMU has it. */
final class CommaWords {
  private CommaWords() {}

  /**
   * The parts. Two commas are one inside a value, but where a part was left out: at the beginning
   * of a part, at the end, and before what is a key. Then there is an empty part.
   *
   * @param isKey whether a word is a key that a part may begin with
   */
  static List<String> split(String text, Predicate<String> isKey) {
    var parts = new ArrayList<String>();
    var part = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) != ',') {
        part.append(text.charAt(at));
      } else if (!part.isEmpty() && isComma(text, at + 1, isKey)) {
        part.append(',');
        at++;
      } else {
        parts.add(part.toString());
        part.setLength(0);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  /** Whether a second comma stands there, and not for a part that was left out. */
  private static boolean isComma(String text, int at, Predicate<String> isKey) {
    if (at >= text.length() || text.charAt(at) != ',') {
      return false;
    }
    String next = text.substring(at + 1).split("[,=]", 2)[0];
    return at + 1 < text.length() && !isKey.test(next);
  }
}

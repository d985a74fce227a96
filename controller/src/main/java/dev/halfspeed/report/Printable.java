package dev.halfspeed.report;

/**
 * Text from outside (commits, logs, recipes, machines, users), made fit to be shown: without
 * characters that a terminal or a mail reader acts on or that change the order in which others are
 * read, and not longer than there is room for. All that is printed, logged or written into a report
 * goes through here.
 */
public final class Printable {
  private static final String CUT = "...";

  private Printable() {}

  /** One line: every character that is not for reading, line ends among them, is a space. */
  public static String line(String text) {
    return clean(text, false);
  }

  /** One line of at most so many characters; what is cut off is marked with dots. */
  public static String line(String text, int most) {
    // Characters may be taken out of long texts only after most of them have been cut off.
    int length = text.codePointCount(0, text.length());
    if (length <= most) {
      return line(text);
    }
    int keep = Math.max(0, most - CUT.length());
    return line(text.substring(0, text.offsetByCodePoints(0, keep))).stripTrailing()
        + CUT.substring(0, Math.min(CUT.length(), most));
  }

  /** The same text with its line ends and tabs, such as a log or a report. */
  public static String lines(String text) {
    return clean(text, true);
  }

  /** JSON in which no character is left that a terminal acts on; it means the same. */
  public static String json(String json) {
    var clean = new StringBuilder(json.length());
    for (int at = 0; at < json.length(); at++) {
      char c = json.charAt(at);
      if (c == '\n' || isReadable(c) || Character.isSurrogate(c)) {
        clean.append(c);
      } else {
        clean.append(String.format("\\u%04x", (int) c));
      }
    }
    return clean.toString();
  }

  private static String clean(String text, boolean keepsLines) {
    if (isClean(text, keepsLines)) {
      return text;
    }
    var clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> clean.appendCodePoint(isReadable(c) || (keepsLines && isLayout(c)) ? c : ' '));
    return clean.toString();
  }

  /** As nearly all texts are, of a page some hundred thousand characters: so without a stream. */
  private static boolean isClean(String text, boolean keepsLines) {
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (!isReadable(c) && !(keepsLines && isLayout(c))) {
        return false;
      }
      at += Character.charCount(c);
    }
    return true;
  }

  private static boolean isLayout(int c) {
    return c == '\n' || c == '\t';
  }

  private static boolean isReadable(int c) {
    if (c >= ' ' && c <= '~') {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}

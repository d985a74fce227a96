package dev.halfspeed.worker.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a line says to a person, without what only a terminal understands. */
public final class PlainText {
  /** Letters of a line that is quoted in a message. */
  private static final int QUOTED = 300;

  /** ECMA-48: control sequences (colours), strings (titles, links), and what else ESC begins. */
  private static final Pattern ESCAPES =
      Pattern.compile(
          "(?:\\x1B\\[|\\x9B)[0-?]*[ -/]*[@-~]"
              + "|\\x1B[]PX^_][^\\x07\\x1B]*(?:\\x07|\\x1B\\\\|$)"
              + "|\\x1B[ -/]*[0-~]?");

  private PlainText() {}

  /** A line without colours, other escape sequences and control characters; tabs are spaces. */
  public static String of(String line) {
    if (line.chars().noneMatch(PlainText::isControl)) {
      return line;
    }
    String text = ESCAPES.matcher(line).replaceAll("");
    var plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == '\t') {
        plain.append(' ');
      } else if (!isControl(letter)) {
        plain.append(letter);
      }
    }
    return plain.toString();
  }

  private static boolean isControl(int letter) {
    // A byte order mark is none to Java, and as invisible.
    return Character.isISOControl(letter) || letter == '\uFEFF';
  }

  /** A line to quote in a message: plain, and cut where it is very long. */
  public static String quote(String line) {
    String plain = of(line).strip();
    if (plain.length() <= QUOTED) {
      return plain;
    }
    int end = Character.isHighSurrogate(plain.charAt(QUOTED - 1)) ? QUOTED - 1 : QUOTED;
    return plain.substring(0, end) + "...";
  }

  /** The whole text of a small file, whatever bytes it has, each line without its end. */
  public static String read(Path file) throws IOException {
    var text = new StringJoiner("\n");
    try (var lines = new LineReader(Files.newInputStream(file), Integer.MAX_VALUE >> 1)) {
      @Nullable String line = lines.next();
      while (line != null) {
        text.add(line);
        line = lines.next();
      }
    }
    return text.toString();
  }
}

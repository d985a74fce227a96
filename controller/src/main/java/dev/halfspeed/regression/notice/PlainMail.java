package dev.halfspeed.regression.notice;

import java.util.ArrayList;
import java.util.List;

/** Text of 72 columns, as mailing lists like it. */
final class PlainMail {
  private static final int COLUMNS = 72;

  private final StringBuilder text = new StringBuilder();

  /** A paragraph, wrapped, with an empty line after it. */
  PlainMail paragraph(String words) {
    wrap(words, "", "");
    text.append('\n');
    return this;
  }

  /** A line as it is: trailers, commands and addresses must not be broken. */
  PlainMail line(String words) {
    text.append(words.stripTrailing()).append('\n');
    return this;
  }

  /** A name with its value, wrapped below the value. */
  PlainMail field(String name, String value) {
    String first = "  %-11s ".formatted(name);
    wrap(value, first, " ".repeat(first.length()));
    return this;
  }

  /** A point of a list. */
  PlainMail item(String words) {
    wrap(words, "  - ", "    ");
    return this;
  }

  private void wrap(String words, String first, String next) {
    List<String> lines = new ArrayList<>();
    var line = new StringBuilder(first);
    boolean isEmpty = true;
    for (String word : words.strip().split("\\s+")) {
      if (!isEmpty && line.length() + 1 + word.length() > COLUMNS) {
        lines.add(line.toString());
        line = new StringBuilder(next);
        isEmpty = true;
      }
      line.append(isEmpty ? "" : " ").append(word);
      isEmpty = false;
    }
    lines.add(line.toString());
    lines.forEach(this::line);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

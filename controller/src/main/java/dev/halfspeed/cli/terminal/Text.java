package dev.halfspeed.cli.terminal;

import dev.halfspeed.report.Printable;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Pieces of text: commits, columns, lines that fit. */
public final class Text {
  private static final int LONGEST_SUBJECT = 200;
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Text() {}

  /** A commit as people know it: short id and subject. */
  public static String commit(BisectionView.Commit commit) {
    return (Words.shortId(commit.id()) + " " + Printable.line(commit.subject(), LONGEST_SUBJECT))
        .strip();
  }

  /**
   * The text in at most so many columns; what is cut off is marked with dots. Characters that a
   * terminal would act on are taken out.
   */
  public static String fit(String text, int columns) {
    return Printable.line(text, columns);
  }

  /** A moment to the minute. */
  public static String moment(Instant at) {
    return MINUTE.format(at);
  }

  /** Breaks a paragraph into lines of at most so many columns, at spaces. */
  static List<String> wrap(String paragraph, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : Printable.line(paragraph).strip().split(" +")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** Rows as aligned columns, two spaces apart; the last column is not padded. */
  public static List<String> table(List<List<String>> rows) {
    int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i));
        if (i < row.size() - 1) {
          line.repeat(' ', widths[i] - row.get(i).length() + 2);
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}

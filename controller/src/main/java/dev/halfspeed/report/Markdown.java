package dev.halfspeed.report;

import dev.halfspeed.report.view.BisectionView;

/** Text from outside as a part of a page of Markdown, where it must stay text. */
public final class Markdown {
  private static final int LONGEST = 2000;
  private static final int LONGEST_SUBJECT = 200;

  private Markdown() {}

  /** Keeps a text from becoming a table, markup, a tag, or longer than anybody reads. */
  public static String escaped(String words) {
    return Printable.line(words, LONGEST).replaceAll("([\\\\|*_`<>\\[\\]#])", "\\\\$1");
  }

  /** A name in the type of a program's text. */
  public static String code(String words) {
    return "`" + Printable.line(words, LONGEST).replace("`", "'").replace("|", "\\|") + "`";
  }

  /** A commit's short id and subject. */
  public static String commit(BisectionView.Commit commit) {
    return code(Words.shortId(commit.id()))
        + " "
        + escaped(Printable.line(commit.subject(), LONGEST_SUBJECT));
  }
}

package dev.halfspeed.web.page;

import dev.halfspeed.report.view.BisectionView;

/**
 * A commit as a table names it.
 *
 * @param id its first digits
 * @param subject one line
 * @param author his name; empty where it is not known
 */
public record CommitWords(String id, String subject, String author) {
  /** A commit as a table names it. */
  public static CommitWords of(BisectionView.Commit commit, CommitBook book) {
    return new CommitWords(
        Show.commit(commit.id()), Show.line(commit.subject()), Show.line(book.author(commit.id())));
  }

  /** The commit in a sentence. */
  public static String quoted(BisectionView.Commit commit) {
    return Show.commit(commit.id()) + " \u201c" + Show.line(commit.subject()) + "\u201d";
  }
}

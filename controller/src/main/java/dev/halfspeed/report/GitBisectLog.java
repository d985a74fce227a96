package dev.halfspeed.report;

import dev.halfspeed.core.ShellWord;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What was measured as the log that {@code git bisect replay} takes. A commit whose own boots don't
 * tell it from both ends is only a comment there.
 */
public final class GitBisectLog {
  private final BisectionView view;
  private final StringBuilder text = new StringBuilder();

  private GitBisectLog(BisectionView view) {
    this.view = view;
  }

  /** The log. */
  public static String of(BisectionView view) {
    return new GitBisectLog(view).write();
  }

  private String write() {
    BisectionView.Setup setup = view.request().setup();
    var start = new StringBuilder("git bisect start");
    if (setup != null && setup.firstParent()) {
      start.append(" '--first-parent'");
    }
    List<String> paths = setup == null ? List.of() : setup.paths();
    if (!paths.isEmpty()) {
      start.append(" '--'");
      paths.forEach(path -> start.append(' ').append(ShellWord.quote(path)));
    }
    comment("bisection " + view.id() + " of Halfspeed: " + view.request().metric());
    line(start.toString());
    var measured = MeasuredCommits.of(view);
    mark(before(), goodEnd(measured));
    mark(after(), view.request().bad());
    List<MeasuredCommits.Measured> commits = between(measured);
    for (MeasuredCommits.Measured commit : commits) {
      switch (commit.side()) {
        case GOOD -> mark(before(), commit.commit());
        case BETWEEN -> comment("between both ends: " + name(commit.commit()));
        case UNCLEAR -> comment("not told apart: " + name(commit.commit()));
        case BAD -> {}
      }
    }
    for (BisectionView.Attempt skip : measured.skips()) {
      BisectionView.Commit commit = Objects.requireNonNull(skip.commit());
      if (!commit.id().equals(view.request().bad().id())) {
        mark("skip", commit);
      }
    }
    // Git remembers the last bad one alone: the earliest, and before all the culprit.
    commits.reversed().stream()
        .filter(commit -> commit.side() == MeasuredCommits.Side.BAD)
        .sorted(Comparator.comparing(commit -> isCulprit(commit.commit())))
        .forEach(commit -> mark(after(), commit.commit()));
    BisectionView.Ending ending = view.ending();
    if (ending != null && ending.kind().equals("culprit")) {
      comment("first " + after() + " commit: " + name(ending.commits().getFirst()));
    }
    return text.toString();
  }

  /** Without the bad end, with which it begins. */
  private static List<MeasuredCommits.Measured> between(MeasuredCommits measured) {
    return measured.commits().stream()
        .filter(commit -> !commit.role().equals(MeasuredCommits.BAD_END))
        .toList();
  }

  private boolean isCulprit(BisectionView.Commit commit) {
    BisectionView.Ending ending = view.ending();
    return ending != null
        && ending.kind().equals("culprit")
        && ending.commits().getFirst().id().equals(commit.id());
  }

  /** Where good is no ancestor of bad, their merge base was measured for it. */
  private BisectionView.Commit goodEnd(MeasuredCommits measured) {
    return measured.boots().stream()
        .filter(boot -> boot.role().equals(MeasuredCommits.GOOD_END))
        .map(MeasuredCommits.Boot::commit)
        .findFirst()
        .orElse(view.request().good());
  }

  private String before() {
    return view.request().seeksImprovement() ? "old" : "good";
  }

  private String after() {
    return view.request().seeksImprovement() ? "new" : "bad";
  }

  private void mark(String term, BisectionView.Commit commit) {
    comment(term + ": " + name(commit));
    line("git bisect " + term + " " + commit.id());
  }

  private static String name(BisectionView.Commit commit) {
    return "[" + commit.id() + "] " + commit.subject();
  }

  private void comment(String words) {
    line("# " + words);
  }

  private void line(String line) {
    text.append(Printable.line(line)).append('\n');
  }
}

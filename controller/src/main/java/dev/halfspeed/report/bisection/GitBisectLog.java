package dev.halfspeed.report.bisection;

import dev.halfspeed.core.ShellWord;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.view.BisectionView;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was measured as the log that {@code git bisect replay} takes.
 *
 * <p>Git believes every mark, remembers the last bad commit alone, and refuses a good commit that
 * contains it. A measurement may be wrong. So what contradicts the rest is a comment: a good commit
 * that comes after the last bad one, and a bad one before it. The last bad one is the proved
 * culprit, else the first that was measured to be bad from the most probable commit on. What is not
 * told from both ends is a comment, too.
 *
 * <p>Before a proved culprit its parents alone are marked good, since their proof says all that git
 * needs. For other good commits, which may lie on branches that were merged later, it would ask to
 * test the merge base first.
 */
public final class GitBisectLog {
  private final BisectionView view;
  private final MeasuredCommits measured;
  private final List<MeasuredCommits.Measured> commits;
  private final BisectionView.@Nullable Commit culprit;
  private final @Nullable List<BisectionView.Commit> parents;
  private final StringBuilder text = new StringBuilder();

  private GitBisectLog(BisectionView view, MeasuredCommits measured) {
    this.view = view;
    this.measured = measured;
    commits =
        measured.commits().stream()
            .filter(commit -> !commit.role().equals(MeasuredCommits.BAD_END))
            .toList();
    BisectionView.Ending ending = view.ending();
    boolean isProved = ending != null && ending.kind().equals("culprit");
    culprit = ending != null && isProved ? ending.commits().getFirst() : null;
    BisectionView.Proof proof = ending != null && isProved ? ending.proof() : null;
    parents = proof == null ? null : proof.parents();
  }

  /** The log. */
  public static String of(BisectionView view) {
    return of(view, MeasuredCommits.of(view));
  }

  /**
   * The same.
   *
   * @param measured what was measured of the same view
   */
  public static String of(BisectionView view, MeasuredCommits measured) {
    return new GitBisectLog(view, measured).write();
  }

  private String write() {
    comment("bisection " + view.id() + " of Halfspeed: " + view.request().metric());
    start();
    mark(before(), measured.goodEnd());
    mark(after(), view.request().bad());
    BisectionView.Commit lastBad = lastBad();
    Set<String> marked = new HashSet<>();
    if (parents != null) {
      for (BisectionView.Commit parent : parents) {
        mark(before(), parent);
        marked.add(parent.id());
      }
    }
    if (culprit != null) {
      marked.add(culprit.id());
    }
    for (MeasuredCommits.Measured commit : commits) {
      if (!marked.contains(commit.commit().id())) {
        good(commit, place(lastBad));
      }
    }
    for (MeasuredCommits.Skip skip : measured.skips()) {
      String id = skip.commit().id();
      if (!marked.contains(id) && !id.equals(view.request().bad().id())) {
        mark("skip", skip.commit());
      }
    }
    // The last one is the one that git remembers.
    for (MeasuredCommits.Measured commit : commits.reversed()) {
      if (commit.side() == MeasuredCommits.Side.BAD
          && !marked.contains(commit.commit().id())
          && commit.position() >= place(lastBad)) {
        mark(after(), commit.commit());
      }
    }
    if (culprit != null) {
      mark(after(), culprit);
      comment("first " + after() + " commit: " + name(culprit));
    }
    return text.toString();
  }

  private void start() {
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
    line(start.toString());
  }

  /** Marks what is good before the last bad one, and says of the others why they have no mark. */
  private void good(MeasuredCommits.Measured commit, int lastBad) {
    switch (commit.side()) {
      case GOOD -> {
        if (commit.position() > lastBad) {
          comment(before() + ", but after the last " + after() + " one: " + name(commit.commit()));
        } else if (parents != null) {
          comment(before() + ", as the parents of the culprit: " + name(commit.commit()));
        } else {
          mark(before(), commit.commit());
        }
      }
      case BAD -> {
        if (commit.position() < lastBad) {
          comment(
              after()
                  + " by its own boots, but before "
                  + (culprit == null ? "the most probable commit" : "the culprit")
                  + ": "
                  + name(commit.commit()));
        }
      }
      case BETWEEN -> comment("between both ends: " + name(commit.commit()));
      case UNCLEAR -> comment("not told apart: " + name(commit.commit()));
    }
  }

  /** The commit that git is to take for the earliest one with the change. */
  private BisectionView.Commit lastBad() {
    if (culprit != null) {
      return culprit;
    }
    Integer probable =
        view.suspects().isEmpty() ? null : view.suspects().getFirst().commit().index();
    int from = Objects.requireNonNullElse(probable, 0);
    return commits.stream()
        .filter(commit -> commit.side() == MeasuredCommits.Side.BAD && commit.position() >= from)
        .map(MeasuredCommits.Measured::commit)
        .findFirst()
        .orElse(view.request().bad());
  }

  private int place(BisectionView.Commit commit) {
    return Objects.requireNonNullElse(commit.index(), view.request().candidates() - 1);
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

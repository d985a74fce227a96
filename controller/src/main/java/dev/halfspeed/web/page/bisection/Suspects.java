package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.page.CommitBook;
import dev.halfspeed.web.page.CommitWords;
import dev.halfspeed.web.page.Show;
import java.util.ArrayList;
import java.util.List;

/**
 * The most probable commits.
 *
 * @param note on those that are not in the table; empty where there are none
 */
public record Suspects(List<Row> rows, String note) {
  private static final int SHOWN = 12;
  private static final double LEAST = 0.001;

  public Suspects {
    rows = List.copyOf(rows);
  }

  static Suspects of(BisectionView view, CommitBook book) {
    List<BisectionView.Suspect> all = believed(view);
    if (all.isEmpty()) {
      return new Suspects(
          List.of(),
          "None stands out: no commit between the ends has been measured yet, and every one may be"
              + " it.");
    }
    double top = all.getFirst().probability();
    long alike = all.stream().filter(one -> one.probability() > top * 0.999).count();
    boolean isOpen = view.samples().stream().noneMatch(sample -> sample.role().equals("candidate"));
    if (alike == all.size() && all.size() > 1 && isOpen) {
      return new Suspects(
          List.of(),
          "Every commit is as suspect as another (%s each): none between the ends has been measured"
                  .formatted(Words.probability(top))
              + " yet.");
    }
    List<Row> rows = new ArrayList<>();
    double shown = 0;
    for (BisectionView.Suspect suspect : all) {
      if (rows.size() == SHOWN || (rows.size() > 2 && suspect.probability() < LEAST)) {
        break;
      }
      shown += suspect.probability();
      rows.add(
          new Row(
              CommitWords.of(suspect.commit(), book),
              Words.probability(suspect.probability()),
              Math.round(100 * suspect.probability() / top)));
    }
    int others = view.request().candidates() - rows.size();
    double rest = Math.max(0, 1 - view.progress().noRegression() - shown);
    return new Suspects(
        rows,
        others <= 0 || Culprits.of(view).size() > 1
            ? ""
            : "The other %s together: %s. The chart has all of them.%s"
                .formatted(
                    Show.count(others, "commit"),
                    Words.probability(rest),
                    alike > rows.size()
                        ? " At least %d are as probable as the first one.".formatted(alike)
                        : ""));
  }

  /** The search for a further culprit speaks of that one alone: those that were found stay. */
  private static List<BisectionView.Suspect> believed(BisectionView view) {
    List<BisectionView.Commit> found = Culprits.of(view);
    BisectionView.Ending ending = view.ending();
    if (found.size() < 2 || ending == null) {
      return view.suspects();
    }
    List<BisectionView.Suspect> all = new ArrayList<>();
    Double first = ending.confidence();
    all.add(new BisectionView.Suspect(found.getFirst(), first == null ? 1 : first));
    ending
        .others()
        .forEach(other -> all.add(new BisectionView.Suspect(other.commit(), other.confidence())));
    view.suspects().stream()
        .filter(suspect ->
            found.stream().noneMatch(commit -> commit.id().equals(suspect.commit().id())))
        .forEach(all::add);
    return all;
  }

  /**
   * A commit.
   *
   * @param share of the most probable one's, in per cent
   */
  public record Row(CommitWords commit, String probability, long share) {}
}

package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.view.BisectionView;
import java.util.ArrayList;
import java.util.List;

/** The culprits of a bisection, in the order in which they were found. */
final class Culprits {
  private Culprits() {}

  /** None where it has not named any. */
  static List<BisectionView.Commit> of(BisectionView view) {
    BisectionView.Ending ending = view.ending();
    if (ending == null || !ending.kind().equals("culprit")) {
      return List.of();
    }
    List<BisectionView.Commit> all = new ArrayList<>(ending.commits().subList(0, 1));
    ending.others().forEach(other -> all.add(other.commit()));
    return all;
  }
}

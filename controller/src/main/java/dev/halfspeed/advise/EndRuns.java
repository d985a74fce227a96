package dev.halfspeed.advise;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Revision;
import java.util.List;

/**
 * Runs of the two ends of a reproducer that passes or fails, as the search counts them.
 *
 * @param goodFailed failures of the good end
 * @param good all its runs
 * @param badFailed failures of the bad end
 * @param bad all its runs
 */
record EndRuns(int goodFailed, int good, int badFailed, int bad) {
  /**
   * Counts what was judged.
   *
   * @param badEnd the candidate that is the bad end
   */
  static EndRuns of(List<Evidence> evidence, int badEnd) {
    var runs = new EndRuns(0, 0, 0, 0);
    for (Evidence item : evidence) {
      if (item instanceof Evidence.Judged boot) {
        int all = boot.passed() + boot.failed();
        if (boot.revision() instanceof Revision.Good) {
          runs = runs.plus(new EndRuns(boot.failed(), all, 0, 0));
        } else if (boot.revision().equals(new Revision.Candidate(badEnd))) {
          runs = runs.plus(new EndRuns(0, 0, boot.failed(), all));
        }
      }
    }
    return runs;
  }

  private EndRuns plus(EndRuns more) {
    return new EndRuns(
        goodFailed + more.goodFailed, good + more.good, badFailed + more.badFailed, bad + more.bad);
  }

  /** Whether both ran, thus can be compared. */
  boolean areBothKnown() {
    return good > 0 && bad > 0;
  }
}

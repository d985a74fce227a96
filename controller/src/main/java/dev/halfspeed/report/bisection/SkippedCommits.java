package dev.halfspeed.report.bisection;

import dev.halfspeed.report.view.BisectionView;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the candidates whose attempts ended without a number by a fault of the commit. */
final class SkippedCommits {
  private static final String REPRODUCER_FAILED = "reproducer failed";

  /** Outcomes that are a commit's own fault. */
  private static final Set<String> SKIPS = Set.of("unbuildable", "unbootable", REPRODUCER_FAILED);

  private final Set<Integer> measured;

  /** Why boots that gave numbers are no evidence, by job. */
  private final Map<String, String> faults = new HashMap<>();

  /**
   * Of a bisection with these boots.
   *
   * @param measured positions of the candidates that gave a number, perhaps after a failed attempt
   */
  SkippedCommits(List<MeasuredCommits.Boot> boots, Set<Integer> measured) {
    this.measured = Set.copyOf(measured);
    for (MeasuredCommits.Boot boot : boots) {
      if (boot.job() != null && boot.fault() != null) {
        faults.put(boot.job(), boot.fault());
      }
    }
  }

  /** One skip a commit, that of its last attempt, in the order of the first ones. */
  List<MeasuredCommits.Skip> of(List<BisectionView.Attempt> attempts) {
    Map<Integer, MeasuredCommits.Skip> last = new LinkedHashMap<>();
    for (BisectionView.Attempt attempt : attempts) {
      BisectionView.Commit commit = attempt.commit();
      String outcome = attempt.outcome();
      if (commit == null
          || commit.index() == null
          || outcome == null
          || MeasuredCommits.REVERT.equals(attempt.detail().role())
          || measured.contains(commit.index())) {
        continue;
      }
      String fault = faults.get(attempt.job());
      if (fault != null) {
        last.put(commit.index(), new MeasuredCommits.Skip(commit, REPRODUCER_FAILED, fault));
      } else if (SKIPS.contains(outcome)) {
        last.put(commit.index(), new MeasuredCommits.Skip(commit, outcome, attempt.message()));
      }
    }
    return List.copyOf(last.values());
  }
}

package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.page.Show;

/**
 * The commits that were not measured around the most probable one.
 *
 * @param after the last measured candidate before them; -1: the good end
 * @param before the first measured candidate from the most probable one on
 */
record Untested(int after, int before) {
  /** Where nothing is known yet, all between the ends. */
  static Untested of(BisectionView view, MeasuredCommits measured) {
    int last = view.request().candidates() - 1;
    if (view.suspects().isEmpty()) {
      return new Untested(-1, last);
    }
    Integer index = view.suspects().getFirst().commit().index();
    int probable = index == null ? last : index;
    int after = -1;
    int before = last;
    for (MeasuredCommits.Measured commit : measured.commits()) {
      if (commit.position() < probable) {
        after = Math.max(after, commit.position());
      } else {
        before = Math.min(before, commit.position());
      }
    }
    return new Untested(after, before);
  }

  /** How many they are. */
  int commits() {
    return Math.max(0, before - after - 1);
  }

  /** What is to be read where they are. */
  String words() {
    return Show.count(commits(), "commit") + " not measured here";
  }
}

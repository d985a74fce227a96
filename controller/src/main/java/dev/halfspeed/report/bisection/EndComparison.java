package dev.halfspeed.report.bisection;

import java.util.List;
import java.util.Optional;

/** What both ends of a bisection give, and which of them a commit's own boots are like. */
sealed interface EndComparison permits LevelComparison, PassRates {
  /** The level of the good end; empty while it has no number. */
  Optional<MeasuredCommits.Level> good();

  /** The level of the bad end, likewise. */
  Optional<MeasuredCommits.Level> bad();

  /** Whether commits can be compared with the ends; nothing is told apart before. */
  boolean areComparable();

  /** Whether it is known how far boots of one kernel may lie apart. */
  boolean isSpreadKnown();

  /** How many machines have booted an end; 0 where machines make no difference. */
  int machines();

  /**
   * Where 19 of 20 single boots are that have this mean; the mean alone where their noise is not
   * known.
   */
  Estimate band(double mean);

  /**
   * A commit against both ends.
   *
   * @param position its place among the candidates
   * @param boots of the commit, all with a mean; at least one
   */
  MeasuredCommits.Measured compare(int position, List<MeasuredCommits.Boot> boots);
}

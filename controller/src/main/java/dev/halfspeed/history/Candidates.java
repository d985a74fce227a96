package dev.halfspeed.history;

/**
 * Candidates, parents before children.
 *
 * @param numbers which commits they are, among {@link NumberedCommits}
 * @param parents for each its parents by their place in this order, as the commit has them; {@link
 *     #OUTSIDE} for one that is no candidate
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and too large to be boxed.
record Candidates(int[] numbers, int[][] parents) {
  /** No candidate: a commit on the good side. */
  static final int OUTSIDE = -1;
}

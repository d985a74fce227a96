package dev.halfspeed.search;

/** Something that can be built and booted. */
public sealed interface Revision {

  /** The good end: outside the range, without the culprit for certain. */
  record Good() implements Revision {}

  /**
   * A candidate; the last one is the bad end.
   *
   * @param index its number in the {@link CandidateDag}
   */
  record Candidate(int index) implements Revision {}

  /**
   * The bad end with one candidate's change taken back.
   *
   * @param culprit the candidate's number in the {@link CandidateDag}
   */
  record Revert(int culprit) implements Revision {}
}

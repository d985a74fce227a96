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

  /**
   * A culprit with the kernel options that changed with it as they were before: its
   * counter-variant. The search never asks for one, nor hears of it.
   *
   * @param culprit the candidate's number in the {@link CandidateDag}
   */
  record CounterVariant(int culprit, PutBack by) implements Revision {
    /** Where only what a search asks for can come. */
    public IllegalArgumentException notOfASearch() {
      return new IllegalArgumentException("no search asks for " + this);
    }
  }

  /** How options are put back. */
  enum PutBack {
    /** By the configuration, and on the kernel's command line: what any user can do. */
    SETTINGS,
    /** The Kconfig files are as before too, so that options are there that the commit removed. */
    DEFINITIONS
  }
}

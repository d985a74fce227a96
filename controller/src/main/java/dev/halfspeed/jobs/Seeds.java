package dev.halfspeed.jobs;

/** The random seeds that recipes get: the same for every commit, another for each boot of it. */
public final class Seeds {
  /** Leaves room for a seed a run: the worker adds the run's number. */
  private static final long BETWEEN_BOOTS = 1000;

  /** Keeps a seed in the range that every tool takes, a positive 32-bit number. */
  private static final long LIMIT = 1_000_000_000;

  private Seeds() {}

  /**
   * The seed of a boot.
   *
   * @param seed the bisection's
   * @param before how many boots this revision had before
   */
  public static long ofBoot(long seed, long before) {
    return Math.floorMod(seed * 7919 + before * BETWEEN_BOOTS, LIMIT) + 1;
  }
}

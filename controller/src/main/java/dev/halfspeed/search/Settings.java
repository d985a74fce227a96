package dev.halfspeed.search;

/**
 * What a bisection asks of the search.
 *
 * @param confidence the posterior probability at which a candidate is accepted for the proof, such
 *     as 0.99
 * @param maximumBoots the budget in measured boots, proof included
 * @param seed of every random choice
 * @param reproducer what a boot answers
 * @param runs of the reproducer in each boot; 0: as many as bring most information for their time
 */
public record Settings(
    double confidence, int maximumBoots, long seed, Reproducer reproducer, int runs) {
  /** For a reproducer that gives numbers. */
  public Settings(double confidence, int maximumBoots, long seed) {
    this(confidence, maximumBoots, seed, new Reproducer.Metric());
  }

  /** With as many runs in each boot as bring most information. */
  public Settings(double confidence, int maximumBoots, long seed, Reproducer reproducer) {
    this(confidence, maximumBoots, seed, reproducer, 0);
  }

  /** The same with so many runs in each boot. */
  public Settings withRuns(int number) {
    return new Settings(confidence, maximumBoots, seed, reproducer, number);
  }

  public Settings {
    if (!(confidence > 0.5 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence lies between 0.5 and 1, for example 0.99, not " + confidence);
    }
    if (runs < 0) {
      throw new IllegalArgumentException("there are no " + runs + " runs in a boot");
    }
    if (maximumBoots < 1) {
      throw new IllegalArgumentException("the budget is at least one boot, not " + maximumBoots);
    }
  }
}

package dev.halfspeed.health;

import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Plan;
import dev.halfspeed.search.Prior;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Workload;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a machine's noise means for a bisection of usual size on that machine alone. */
public final class Resolution {
  /** Candidates of such a bisection. */
  public static final int CANDIDATES = 1000;

  /** Its budget in boots. */
  public static final int BOOTS = 200;

  private static final double CONFIDENCE = 0.99;

  // Neither time nor seed matters to what can be resolved.
  private static final Workload.Machine ANY = new Workload.Machine(1, 1);
  private static final long ANY_SEED = 1;

  private Resolution() {}

  /**
   * The smallest loss, as a fraction, that is found in nine of ten such bisections; empty: none, or
   * no noise was seen at all.
   *
   * @param noise standard deviation of a boot's value on the log scale
   */
  static Optional<Double> of(double noise) {
    if (!(noise > 0)) {
      return Optional.empty();
    }
    CandidateDag chain = chain();
    OptionalDouble size =
        new Plan(
                chain,
                Prior.uniform(chain),
                List.of(ANY),
                noise,
                new Settings(CONFIDENCE, BOOTS, ANY_SEED))
            .resolvable();
    return size.isPresent() ? Optional.of(-Math.expm1(-size.getAsDouble())) : Optional.empty();
  }

  private static CandidateDag chain() {
    int[][] parents = new int[CANDIDATES][];
    for (int child = 0; child < CANDIDATES; child++) {
      parents[child] = child == 0 ? new int[0] : new int[] {child - 1};
    }
    return CandidateDag.of(parents);
  }
}

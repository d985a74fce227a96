package dev.halfspeed.search.policy;

import dev.halfspeed.search.Forecast;
import dev.halfspeed.search.Workload;
import dev.halfspeed.search.posterior.InformationTable;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * What is ahead of a bisection for a change of one size, from where it stands: by the limits of
 * noisy search, for the plan before the first boot and for the forecast at each step.
 *
 * <p>With noise sigma between boots and a change of size delta on the log scale, d = delta / sigma.
 * One boot of a commit that is bad with probability 1/2 says C(d) bits; the search takes at least
 * T* = (1 - eta) H / C(d) + ln(1 / eta) / (d^2 / 2) boots, where H is what is unknown in bits and
 * eta the error that is allowed. Several machines at once can't do better than by log2(W + 1) bits
 * in the time of a boot, since they choose before they know.
 *
 * @param work that is to be done
 * @param deviation standard deviation of the boots that it takes
 * @param least boots that it takes at any rate
 */
public record BootForecast(Workload work, double deviation, double least) {
  /** A change that is this many times as large as the noise is as clear as any. */
  public static final double CLEAREST = 50;

  /** Below this the sums are not worth their digits: a million boots. */
  public static final double LEAST = 0.01;

  /**
   * What this search takes, as a factor of the limit of one that knows effect and noise: measured
   * in simulated worlds (docs/benchmarks/search.md) at these separations d.
   */
  private static final double[] SEPARATIONS = {0.5, 1, 2, 4, 8};

  private static final double[] ABOVE_THE_LIMIT = {2.2, 2.0, 1.75, 1.15, 1.1};

  /** How much each doubling of the machines adds to it. */
  private static final double EACH_DOUBLING = 0.05;

  private static final double CALIBRATED = 3.5;
  private static final int LEAST_CALIBRATION = 4;
  private static final int LEAST_PROOF = 2 * CulpritProof.MINIMUM;

  /** So many standard deviations to either side hold 80 %. */
  private static final double EIGHTY_PERCENT = 1.2816;

  /**
   * Where a bisection stands.
   *
   * @param entropyBits what is unknown, in bits
   * @param doubt how far the log odds of the culprit are from certainty at most, in nats
   * @param machines how many measure at once
   * @param error probability of an error that is allowed
   * @param searching false once a culprit is probable enough for the proof
   * @param calibrating whether the ends are still being measured before anything else
   * @param endBoots boots of both ends so far
   * @param endBuilds images of the ends that are to be made
   * @param stepCertain whether the fresh boots of culprit and parents say enough
   * @param proofBoots fresh boots of them so far
   * @param reverts boots with the culprit taken back that are to be made
   */
  public record Stand(
      double entropyBits,
      double doubt,
      int machines,
      double error,
      boolean searching,
      boolean calibrating,
      int endBoots,
      int endBuilds,
      boolean stepCertain,
      int proofBoots,
      int reverts) {
    /** Before the first boot. */
    public static Stand start(double entropyBits, int machines, double error) {
      return new Stand(
          entropyBits,
          Math.log(1 / error),
          machines,
          error,
          true,
          true,
          0,
          2 * machines,
          false,
          0,
          1);
    }

    /** The same, were the effect not known yet. */
    Stand calibratingAgain() {
      return new Stand(
          entropyBits,
          doubt,
          machines,
          error,
          searching,
          true,
          endBoots,
          endBuilds,
          stepCertain,
          proofBoots,
          reverts);
    }
  }

  /**
   * What is ahead.
   *
   * @param separation the change in standard deviations of a boot
   */
  public static BootForecast of(Stand stand, double separation) {
    double d = Math.clamp(separation, LEAST, CLEAREST);
    double width = stand.machines();
    double entropy = stand.entropyBits();
    double eta = stand.error();
    Clarity clarity = Clarity.of(d);
    double nats = d * d / 2;
    double limit =
        stand.searching() ? (1 - eta) * entropy / clarity.capacity() + stand.doubt() / nats : 0;
    double bitsARound = Math.log(width + 1) / Math.log(2);
    double together = Math.min(width * clarity.capacity(), bitsARound);
    double known = stand.searching() ? Math.max(0, entropy - InformationTable.entropy(eta)) : 0;
    double above = aboveTheLimit(d, stand.machines());
    double rounds = above * Math.max(known / together, limit / width);
    double search = width * rounds;
    // Every machine measures both ends once, whatever the noise.
    double calibration =
        stand.calibrating()
            ? Math.max(
                0,
                Math.max(
                        Math.max(LEAST_CALIBRATION, 2 * width),
                        2 * Math.ceil(2 * CALIBRATED * CALIBRATED / (d * d)))
                    - stand.endBoots())
            : 0;
    double steps = CulpritProof.boots(nats);
    double step = stand.stepCertain() ? 0 : Math.max(1, steps - stand.proofBoots());
    double proof = step + stand.reverts();
    // A sum of steps with this drift and variance comes to its goal after T steps, give or take
    // sqrt(T * variance) / drift; of the proof's sequential test the variance is twice the drift.
    double searchDeviation = Math.sqrt(search * clarity.variance()) / clarity.capacity();
    double proofDeviation =
        2
            * Math.sqrt(2 * CulpritProof.THRESHOLD)
            / (nats / 2)
            * Math.sqrt(Math.min(1, step / steps));
    double different = Math.min(search, above * entropy * width / bitsARound);
    // The proof's pair is there from the search, but for a second machine; and the revert.
    double proofBuilds =
        (stand.machines() > 1 && stand.proofBoots() == 0 ? 2 : 0) + (stand.reverts() > 0 ? 1 : 0);
    double expected = calibration + search + proof;
    return new BootForecast(
        new Workload(calibration, search, rounds, proof, stand.endBuilds(), different, proofBuilds),
        Math.max(1, Math.hypot(searchDeviation, proofDeviation)),
        Math.min(
            expected,
            Math.min(calibration, LEAST_CALIBRATION) + limit + Math.min(proof, LEAST_PROOF)));
  }

  /** The boots that it takes, with the range that holds them in eight of ten bisections. */
  public Forecast.Span boots() {
    double expected = work.boots();
    return new Forecast.Span(
        expected,
        Math.max(least, expected - EIGHTY_PERCENT * deviation),
        expected + EIGHTY_PERCENT * deviation);
  }

  /** The probability that so many boots are enough. */
  public double fits(double budget) {
    return normal((budget - work.boots()) / deviation);
  }

  /**
   * The smallest separation for which so many boots are enough in nine of ten bisections; empty
   * where they are too few for any.
   */
  public static OptionalDouble resolvable(Stand stand, double budget) {
    if (of(stand, CLEAREST).boots().high() > budget) {
      return OptionalDouble.empty();
    }
    double low = Math.log(LEAST);
    double high = Math.log(CLEAREST);
    for (int step = 0; step < 40; step++) {
      double middle = (low + high) / 2;
      if (of(stand, Math.exp(middle)).boots().high() > budget) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return OptionalDouble.of(Math.exp(high));
  }

  /**
   * What this search takes above the limit, interpolated on a logarithmic scale.
   *
   * @param d the effect in standard deviations of a boot
   * @param machines how many measure at once
   */
  public static double aboveTheLimit(double d, int machines) {
    double factor = ABOVE_THE_LIMIT[0];
    for (int index = 1; index < SEPARATIONS.length; index++) {
      double way =
          Math.log(d / SEPARATIONS[index - 1])
              / Math.log(SEPARATIONS[index] / SEPARATIONS[index - 1]);
      if (way > 0) {
        factor =
            ABOVE_THE_LIMIT[index - 1]
                + Math.min(1, way) * (ABOVE_THE_LIMIT[index] - ABOVE_THE_LIMIT[index - 1]);
      }
    }
    return factor * (1 + EACH_DOUBLING * Math.log(machines) / Math.log(2));
  }

  /**
   * One boot as a channel: what it says of a commit's state, in bits, when good and bad are equally
   * probable.
   *
   * @param capacity on average
   * @param variance of what single boots say
   */
  private record Clarity(double capacity, double variance) {
    private static final double STEP = 0.05;
    private static final double FIRST = -8;
    private static final double LAST = 8;

    /** Weights of the outcomes, which are the same for every separation. */
    private static final double[] WEIGHTS = weights();

    private static double[] weights() {
      var weights = DoubleStream.builder();
      for (double y = FIRST; y <= LAST; y += STEP) {
        weights.add(STEP * Math.exp(-y * y / 2) / Math.sqrt(2 * Math.PI));
      }
      return weights.build().toArray();
    }

    /** The sum over outcomes y of a good commit; a bad one's mirror them. */
    static Clarity of(double d) {
      double mean = 0;
      double square = 0;
      double y = FIRST;
      for (double weight : WEIGHTS) {
        double odds = y * d - d * d / 2;
        double doubt = odds > 30 ? odds : Math.log1p(Math.exp(odds));
        double bits = 1 - doubt / Math.log(2);
        mean += weight * bits;
        square += weight * bits * bits;
        y += STEP;
      }
      return new Clarity(Math.max(mean, 1e-9), Math.max(0, square - mean * mean));
    }
  }

  /**
   * The normal distribution function, by a logistic curve that is never off by more than 0.0002.
   */
  private static double normal(double z) {
    return 1 / (1 + Math.exp(-1.5976 * z - 0.07056 * z * z * z));
  }
}

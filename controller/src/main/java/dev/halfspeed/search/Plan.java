package dev.halfspeed.search;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a bisection will take, before its first boot: from the limits of noisy search.
 *
 * <p>With noise sigma between boots and a change of size delta on the log scale, d = delta / sigma.
 * One boot of a commit that is bad with probability 1/2 says C(d) bits; the search takes at least
 * T* = (1 - eta) H / C(d) + ln(1 / eta) / (d^2 / 2) boots, where H is what is unknown at the start
 * in bits and eta the error that is allowed. Several machines at once can't do better than by
 * log2(W + 1) bits in the time of a boot, since they choose before they know.
 */
public final class Plan {
  /**
   * What this search takes, as a factor of the limit of one that knows effect and noise: measured
   * in made-up worlds (docs/benchmarks/search.md) at these separations d.
   */
  private static final double[] SEPARATIONS = {0.5, 1, 2, 4, 8};

  private static final double[] ABOVE_THE_LIMIT = {2.2, 2.0, 1.75, 1.15, 1.1};

  /** How much each doubling of the machines adds to it. */
  private static final double EACH_DOUBLING = 0.05;

  /** A change that is this many times as large as the noise is as clear as any. */
  private static final double CLEAREST = 50;

  /** Below this the sums are not worth their digits: a million boots. */
  private static final double LEAST = 0.01;

  private static final double CALIBRATED = 3.5;
  private static final int LEAST_CALIBRATION = 4;

  /** log((1 - beta) / alpha) of the proof's sequential test. */
  private static final double PROVED = 5.29;

  private static final int LEAST_PROOF = 4;
  private static final int REVERT = 1;

  /** So many standard deviations to either side hold 80 %. */
  private static final double EIGHTY_PERCENT = 1.2816;

  private final double entropy;
  private final List<Machine> machines;
  private final double noise;
  private final double confidence;
  private final int maximumBoots;

  /**
   * A machine, by what work takes there.
   *
   * @param buildSeconds an incremental build
   * @param bootSeconds a boot with its runs
   */
  public record Machine(double buildSeconds, double bootSeconds) {}

  /** An expected value, with the range that holds it in eight of ten bisections. */
  public record Span(double expected, double low, double high) {
    private Span scaled(double other) {
      double factor = expected > 0 ? other / expected : 0;
      return new Span(other, low * factor, high * factor);
    }
  }

  /**
   * What is ahead for a change of one size.
   *
   * @param separation the change as a multiple of the noise
   * @param calibrationBoots boots of both ends before the search
   * @param searchBoots boots that tell candidates apart
   * @param proofBoots boots of the culprit and its parents, and with the culprit taken back
   * @param boots all of them
   * @param builds images that are made
   * @param seconds wall-clock time
   * @param success probability that the culprit is named and proved within the budget, given that
   *     there is one
   */
  public record Expectation(
      double separation,
      double calibrationBoots,
      double searchBoots,
      double proofBoots,
      Span boots,
      double builds,
      Span seconds,
      double success) {}

  /**
   * Plans a bisection.
   *
   * @param noise standard deviation of one boot's value on the log scale
   * @throws IllegalArgumentException when there is no machine or the noise is not greater than 0
   */
  public Plan(
      CandidateDag dag, Prior prior, List<Machine> machines, double noise, Settings settings) {
    if (machines.isEmpty()) {
      throw new IllegalArgumentException("no machines");
    }
    if (!(noise > 0 && Double.isFinite(noise))) {
      throw new IllegalArgumentException("noise is greater than 0, not " + noise);
    }
    this.machines = List.copyOf(machines);
    this.noise = noise;
    confidence = settings.confidence();
    maximumBoots = settings.maximumBoots();
    entropy = entropy(dag, prior);
  }

  private static double entropy(CandidateDag dag, Prior prior) {
    double sum = 0;
    for (int candidate = 0; candidate < dag.size(); candidate++) {
      sum += prior.weight(candidate);
    }
    double bits = surprise(prior.none());
    for (int candidate = 0; candidate < dag.size(); candidate++) {
      bits += surprise((1 - prior.none()) * prior.weight(candidate) / sum);
    }
    return bits;
  }

  private static double surprise(double p) {
    return p <= 0 ? 0 : -p * Math.log(p) / Math.log(2);
  }

  /** What is unknown before the first boot, in bits. */
  public double entropyBits() {
    return entropy;
  }

  /**
   * What is ahead.
   *
   * @param size of the change on the log scale, without its sign
   */
  public Expectation expect(double size) {
    return at(Math.clamp(size / noise, LEAST, CLEAREST));
  }

  /**
   * The smallest change, on the log scale, that is found within the budget in nine of ten
   * bisections; empty where the budget is too small for any.
   */
  public OptionalDouble resolvable() {
    if (at(CLEAREST).boots().high() > maximumBoots) {
      return OptionalDouble.empty();
    }
    double low = Math.log(LEAST);
    double high = Math.log(CLEAREST);
    for (int step = 0; step < 40; step++) {
      double middle = (low + high) / 2;
      if (at(Math.exp(middle)).boots().high() > maximumBoots) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return OptionalDouble.of(Math.exp(high) * noise);
  }

  /**
   * What this search takes above the limit, interpolated on a logarithmic scale.
   *
   * @param d the effect in standard deviations of a boot
   * @param machines how many measure at once
   */
  static double aboveTheLimit(double d, int machines) {
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

  private Expectation at(double d) {
    double width = machines.size();
    double eta = 1 - confidence;
    Channel channel = Channel.of(d);
    double limit = (1 - eta) * entropy / channel.capacity() + Math.log(1 / eta) / (d * d / 2);
    double together = Math.min(width * channel.capacity(), Math.log(width + 1) / Math.log(2));
    double known = Math.max(0, entropy - surprise(eta) - surprise(1 - eta));
    double above = aboveTheLimit(d, machines.size());
    double rounds = above * Math.max(known / together, limit / width);
    double search = width * rounds;
    // Every machine measures both ends once, whatever the noise.
    double calibration =
        Math.max(
            Math.max(LEAST_CALIBRATION, 2 * width),
            2 * Math.ceil(2 * CALIBRATED * CALIBRATED / (d * d)));
    double perPair = d * d / 4;
    double proof = Math.max(LEAST_PROOF, 2 * Math.ceil(PROVED / perPair)) + REVERT;
    double expected = calibration + search + proof;
    // A sum of steps with this drift and variance comes to its goal after T steps, give or take
    // sqrt(T * variance) / drift; of the proof's sequential test the variance is twice the drift.
    double searchDeviation = Math.sqrt(search * channel.variance()) / channel.capacity();
    double proofDeviation = 2 * Math.sqrt(2 * PROVED) / perPair;
    double deviation = Math.max(1, Math.hypot(searchDeviation, proofDeviation));
    double least = Math.min(expected, LEAST_CALIBRATION + limit + LEAST_PROOF);
    var boots =
        new Span(
            expected,
            Math.max(least, expected - EIGHTY_PERCENT * deviation),
            expected + EIGHTY_PERCENT * deviation);
    double different =
        Math.min(search, above * entropy * width / (Math.log(width + 1) / Math.log(2)));
    // Each machine builds both ends for itself; the proof's pair is there from the search, but for
    // a second machine; and the revert.
    double builds = 2 * width + different + (width > 1 ? 2 : 0) + REVERT;
    return new Expectation(
        d,
        calibration,
        search,
        proof,
        boots,
        builds,
        boots.scaled(seconds(calibration, rounds, different / search, proof)),
        confidence * normal((maximumBoots - expected) / deviation));
  }

  private double seconds(double calibration, double rounds, double buildsABoot, double proof) {
    double width = machines.size();
    double build = width / machines.stream().mapToDouble(each -> rate(each.buildSeconds())).sum();
    double boot = width / machines.stream().mapToDouble(each -> rate(each.bootSeconds())).sum();
    return 2 * build
        + boot * calibration / width
        + rounds * (boot + buildsABoot * build)
        + boot * proof / Math.min(width, 2)
        + build;
  }

  /** Of several machines, the fast ones do more of the work. */
  private static double rate(double seconds) {
    return 1 / Math.max(seconds, 1e-3);
  }

  /**
   * One boot as a channel: what it says of a commit's state, in bits, when good and bad are equally
   * probable.
   *
   * @param capacity on average
   * @param variance of what single boots say
   */
  private record Channel(double capacity, double variance) {
    /** The sum over outcomes y of a good commit; a bad one's mirror them. */
    static Channel of(double d) {
      double step = 0.05;
      double mean = 0;
      double square = 0;
      for (double y = -8; y <= 8; y += step) {
        double weight = step * Math.exp(-y * y / 2) / Math.sqrt(2 * Math.PI);
        double odds = y * d - d * d / 2;
        double doubt = odds > 30 ? odds : Math.log1p(Math.exp(odds));
        double bits = 1 - doubt / Math.log(2);
        mean += weight * bits;
        square += weight * bits * bits;
      }
      return new Channel(Math.max(mean, 1e-9), Math.max(0, square - mean * mean));
    }
  }

  /**
   * The normal distribution function, by a logistic curve that is never off by more than 0.0002.
   */
  private static double normal(double z) {
    return 1 / (1 + Math.exp(-1.5976 * z - 0.07056 * z * z * z));
  }
}

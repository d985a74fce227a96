package dev.halfspeed.search;

import dev.halfspeed.search.policy.BootForecast;
import java.util.List;
import java.util.OptionalDouble;

/** What a bisection will take, before its first boot: from the limits of noisy search. */
public final class Plan {
  private final double entropy;
  private final BootForecast.Stand start;
  private final List<Workload.Machine> machines;
  private final double noise;
  private final double confidence;
  private final int maximumBoots;

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
      Forecast.Span boots,
      double builds,
      Forecast.Span seconds,
      double success) {}

  /**
   * Plans a bisection.
   *
   * @param noise standard deviation of one boot's value on the log scale
   * @throws IllegalArgumentException when there is no machine or the noise is not greater than 0
   */
  public Plan(
      CandidateDag dag,
      Prior prior,
      List<Workload.Machine> machines,
      double noise,
      Settings settings) {
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
    start = BootForecast.Stand.start(entropy, machines.size(), 1 - confidence);
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
    double separation = Math.clamp(size / noise, BootForecast.LEAST, BootForecast.CLEAREST);
    BootForecast forecast = BootForecast.of(start, separation);
    Workload work = forecast.work();
    return new Expectation(
        separation,
        work.calibrationBoots(),
        work.searchBoots(),
        work.proofBoots(),
        forecast.boots(),
        work.builds(),
        forecast.boots().scaled(work.seconds(machines)),
        confidence * forecast.fits(maximumBoots));
  }

  /**
   * The smallest change, on the log scale, that is found within the budget in nine of ten
   * bisections; empty where the budget is too small for any.
   */
  public OptionalDouble resolvable() {
    OptionalDouble separation = BootForecast.resolvable(start, maximumBoots);
    return separation.isPresent()
        ? OptionalDouble.of(separation.getAsDouble() * noise)
        : OptionalDouble.empty();
  }
}

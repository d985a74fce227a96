package dev.halfspeed.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Fresh boots of a suspect against its parents, judged by a sequential probability ratio test: does
 * the metric step between the two by as much as the culprit must, or not at all? It compares only
 * boots of the same machine and time, so it holds even where levels have drifted.
 */
final class Proof {
  /** log((1 - beta) / alpha) with alpha = beta = 0.005. */
  static final double THRESHOLD = 5.29;

  /** Fresh boots of the culprit, and of each parent. */
  static final int MINIMUM = 2;

  /** A proof on one machine suffices after so many boots, if the other machine never came. */
  private static final int ONE_MACHINE = 6;

  private static final double[] SHARES = {1, 0.8, 0.6, 0.4};
  private static final double[] SHARE_WEIGHTS = {0.6, 0.15, 0.15, 0.1};

  /** What no model foresees; keeps one lucky boot from proving anything. */
  private static final double SURPRISE = 1e-4;

  private static final double SURPRISE_WIDTH = 0.3;
  private static final double NORMAL_95 = 1.959964;

  private final Posterior posterior;
  private final Observations observations;
  private final int candidate;
  private final Revision culprit;
  private final List<Revision> parents;

  Proof(CandidateDag dag, Posterior posterior, int candidate) {
    this.posterior = posterior;
    this.candidate = candidate;
    observations = posterior.observations();
    culprit = new Revision.Candidate(candidate);
    parents = new ArrayList<>();
    for (int parent : dag.parentsOf(candidate)) {
      parents.add(new Revision.Candidate(parent));
    }
    if (parents.isEmpty()) {
      parents.add(new Revision.Good());
    }
  }

  /** One of those that the proof needs but that can't be tested. */
  Optional<Revision> obstacle() {
    if (observations.isUntestable(culprit)) {
      return Optional.of(culprit);
    }
    return parents.stream().filter(observations::isUntestable).findFirst();
  }

  /** All that has to be booted, the culprit first. */
  List<Revision> revisions() {
    var all = new ArrayList<Revision>(parents);
    all.addFirst(culprit);
    return all;
  }

  private int fresh(Revision revision) {
    return (int)
        observations.boots().stream()
            .filter(boot -> boot.purpose() == Purpose.PROOF && boot.revision().equals(revision))
            .count();
  }

  private int fresh(Revision revision, int machine) {
    return (int)
        observations.boots().stream()
            .filter(boot ->
                boot.purpose() == Purpose.PROOF
                    && boot.machine() == machine
                    && boot.revision().equals(revision))
            .count();
  }

  int culpritBoots() {
    return fresh(culprit);
  }

  int parentBoots() {
    return parents.stream().mapToInt(this::fresh).sum();
  }

  /** The evidence for the step against none: the weakest over the parents. */
  double logRatio() {
    return parents.stream().mapToDouble(this::logRatio).min().orElseThrow();
  }

  private double logRatio(Revision parent) {
    double step = 0;
    double still = 0;
    for (Posterior.Weighted each : posterior.scales()) {
      Difference seen = difference(parent, each);
      if (seen.variance() == Double.POSITIVE_INFINITY) {
        return 0;
      }
      double effectVariance = posterior.effectDeviation() * posterior.effectDeviation();
      double size = -posterior.effectSize();
      double surprise = SURPRISE * normal(seen.mean(), 0, SURPRISE_WIDTH * SURPRISE_WIDTH);
      double likely = 0;
      for (int share = 0; share < SHARES.length; share++) {
        likely +=
            SHARE_WEIGHTS[share]
                * normal(
                    seen.mean(),
                    SHARES[share] * size,
                    seen.variance() + SHARES[share] * SHARES[share] * effectVariance);
      }
      step += each.probability() * (likely + surprise);
      still += each.probability() * (normal(seen.mean(), 0, seen.variance()) + surprise);
    }
    return Math.log(step / still);
  }

  private static double normal(double x, double mean, double variance) {
    return Math.exp(-(x - mean) * (x - mean) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
  }

  /** Culprit less parent. */
  private record Difference(double mean, double variance) {}

  /** Fresh boots compared on each machine, the machines weighted by what they can tell. */
  private Difference difference(Revision parent, Posterior.Weighted noise) {
    double precision = 0;
    double sum = 0;
    for (int machine = 0; machine < observations.machines(); machine++) {
      double[] one = mean(culprit, machine, noise);
      double[] other = mean(parent, machine, noise);
      if (one[1] > 0 && other[1] > 0) {
        double weight = 1 / (1 / one[1] + 1 / other[1]);
        precision += weight;
        sum += weight * (one[0] - other[0]);
      }
    }
    return precision == 0
        ? new Difference(0, Double.POSITIVE_INFINITY)
        : new Difference(sum / precision, 1 / precision + 2 * noise.scale().layoutVariance());
  }

  /** Mean of the fresh boots on one machine, and its precision with outliers discounted. */
  private double[] mean(Revision revision, int machine, Posterior.Weighted noise) {
    double precision = 0;
    double sum = 0;
    var boots = observations.boots();
    for (int index = 0; index < boots.size(); index++) {
      var boot = boots.get(index);
      if (boot.purpose() == Purpose.PROOF
          && boot.machine() == machine
          && boot.revision().equals(revision)) {
        double trust = Math.max(1e-3, noise.model().trust(index, noise.bad().get(boot.image())));
        double weight = trust / noise.scale().bootVariance(boot.runs());
        precision += weight;
        sum += weight * boot.value();
      }
    }
    return new double[] {precision == 0 ? 0 : sum / precision, precision};
  }

  /** The step from the parents to the culprit: from that parent where it is smallest. */
  Effect effect() {
    Effect smallest = null;
    for (Revision parent : parents) {
      double mean = 0;
      double square = 0;
      for (Posterior.Weighted each : posterior.scales()) {
        Difference seen = difference(parent, each);
        mean += each.probability() * seen.mean();
        square += each.probability() * (seen.mean() * seen.mean() + seen.variance());
      }
      double half = NORMAL_95 * Math.sqrt(Math.max(0, square - mean * mean));
      if (smallest == null || mean > smallest.log()) {
        smallest = new Effect(mean, mean - half, mean + half);
      }
    }
    if (smallest == null) {
      throw new IllegalStateException("a proof without parents");
    }
    return smallest;
  }

  private boolean enough() {
    boolean boots = culpritBoots() >= MINIMUM;
    for (Revision parent : parents) {
      boots &= fresh(parent) >= MINIMUM;
    }
    return boots
        && (machinesUsed() >= Math.min(2, observations.machines()) || total() >= ONE_MACHINE);
  }

  private int total() {
    return culpritBoots() + parentBoots();
  }

  private int machinesUsed() {
    int used = 0;
    for (int machine = 0; machine < observations.machines(); machine++) {
      int here = machine;
      used += revisions().stream().allMatch(revision -> fresh(revision, here) > 0) ? 1 : 0;
    }
    return used;
  }

  boolean passed() {
    return enough() && logRatio() > THRESHOLD;
  }

  boolean failed() {
    return enough() && logRatio() < -THRESHOLD;
  }

  /** Whether further boots would not decide it: several times the boots that should have. */
  boolean undecidable() {
    double d = posterior.effectSize() / posterior.noise();
    return !passed() && total() > 3 * Math.max(4, Forecast.proofBoots(d)) * parents.size();
  }

  /** What a boot on this machine should measure: ABBA, as many in flight as may be needed. */
  Optional<Revision> next(int machine, List<Work> inFlight) {
    if (passed()) {
      return Optional.empty();
    }
    var all = revisions();
    int coming =
        all.stream()
            .mapToInt(revision ->
                (int)
                    inFlight.stream()
                        .filter(work ->
                            work instanceof Work.Booting boot
                                && boot.purpose() == Purpose.PROOF
                                && boot.revision().equals(revision))
                        .count())
            .sum();
    if (total() + coming >= wanted()) {
      return Optional.empty();
    }
    return all.stream()
        .filter(revision -> !observations.isUntestable(revision))
        .min(
            Comparator.comparingInt((Revision revision) ->
                    fresh(revision, machine)
                        + InFlight.boots(inFlight, revision, machine, Purpose.PROOF))
                .thenComparingInt(revision -> turn(revision, all, machine, inFlight)));
  }

  /** A B, then B A. */
  private int turn(Revision revision, List<Revision> all, int machine, List<Work> inFlight) {
    int round =
        fresh(revision, machine) + InFlight.boots(inFlight, revision, machine, Purpose.PROOF);
    int place = all.indexOf(revision);
    return round % 2 == 0 ? place : -place;
  }

  /** Boots in all that the proof will take at the noise believed now. */
  private int wanted() {
    double d = posterior.effectSize() / posterior.noise();
    double have = Math.max(0, logRatio());
    int pairs = (int) Math.min(16, Math.ceil((THRESHOLD - have) * 4 / (d * d)));
    int least = MINIMUM * revisions().size();
    return total() < least
        ? Math.max(least, total() + pairs * revisions().size())
        : total() + Math.max(1, pairs) * revisions().size();
  }

  /** The part of the effect that the measured reverts recovered. */
  OptionalDouble recovered() {
    NoiseModel.Fit fit = posterior.bestScale().fit();
    double effect = posterior.effect().map(Effect::log).orElse(Double.NaN);
    return observations.revertsOf(candidate).stream()
        .mapToDouble(revert -> {
          double bad = fit.level(revert.machine(), effect) + effect;
          return (revert.value() - bad) / -effect;
        })
        .average();
  }

  /** Boots of the revert: one where the noise is small against the effect, otherwise a few. */
  int revertBoots() {
    double d = posterior.effectSize() / posterior.noise();
    return d >= 8 ? 1 : (int) Math.min(4, Math.max(2, Math.ceil(16 / (d * d))));
  }

  int candidate() {
    return candidate;
  }

  Revision culprit() {
    return culprit;
  }
}

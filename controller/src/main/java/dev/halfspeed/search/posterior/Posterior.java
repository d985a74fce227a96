package dev.halfspeed.search.posterior;

import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.graph.Partition;
import dev.halfspeed.search.observation.Observations;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the evidence says about the culprit, the effect and the noise. Never changed once made. */
public final class Posterior {
  private final Ancestry ancestry;
  private final Observations observations;
  private final Partition partition;
  private final int[] stands;
  private final Judgement judgement;
  private double @Nullable [] probabilities;

  private Posterior(
      Ancestry ancestry,
      Observations observations,
      Partition partition,
      int[] stands,
      Judgement judgement) {
    this.ancestry = ancestry;
    this.observations = observations;
    this.partition = partition;
    this.stands = stands;
    this.judgement = judgement;
  }

  /**
   * Judges the evidence.
   *
   * @param weights prior weight of each candidate
   * @param none prior probability that there is no regression
   * @param known culprits that are known already; this is about a further one
   * @param before an earlier posterior of the same bisection, made with the same weights, none,
   *     reproducer and known culprits, whose work may be used again
   */
  @SuppressWarnings("ReferenceEquality") // an equal partition that was made anew is none to reuse
  public static Posterior of(
      Ancestry ancestry,
      double[] weights,
      double none,
      Observations observations,
      Reproducer reproducer,
      List<Integer> known,
      @Nullable Posterior before) {
    double[] prior = prior(weights, observations, known, before);
    int[] stands = stands(observations);
    Partition partition = partition(ancestry, prior, stands, before);
    if (before != null
        && partition == before.partition
        && observations.measuredTheSame(before.observations)) {
      // Builds and untestable revisions are half of all evidence, and change no judgement.
      var same = new Posterior(ancestry, observations, partition, stands, before.judgement);
      same.probabilities = before.probabilities;
      return same;
    }
    int[] pointOf = new int[observations.images()];
    for (int image = 0; image < pointOf.length; image++) {
      pointOf[image] = pointOf(observations.standOf(image), stands);
    }
    Judgement judgement =
        switch (reproducer) {
          case Reproducer.Metric metric ->
              new MetricJudgement(partition, pointOf, none, observations, ancestry, metric, known);
          case Reproducer.PassFail rates ->
              new PassFailJudgement(partition, pointOf, none, observations, new RateGrid(rates));
        };
    return new Posterior(ancestry, observations, partition, stands, judgement);
  }

  private static double[] prior(
      double[] weights,
      Observations observations,
      List<Integer> known,
      @Nullable Posterior before) {
    double[] prior = weights.clone();
    BitSet excluded = observations.excluded(known);
    known.forEach(excluded::set);
    double sum = 0;
    for (int candidate = 0; candidate < prior.length; candidate++) {
      if (excluded.get(candidate)) {
        prior[candidate] = 0;
      }
      sum += prior[candidate];
    }
    for (int candidate = 0; candidate < prior.length && sum > 0; candidate++) {
      prior[candidate] /= sum;
    }
    return before != null && Arrays.equals(before.prior(), prior) ? before.prior() : prior;
  }

  /** The candidates that were booted, in the order in which they first were. */
  private static int[] stands(Observations observations) {
    return IntStream.concat(
            observations.boots().stream().mapToInt(Observations.Boot::image),
            observations.verdicts().stream().mapToInt(Observations.Verdict::image))
        .map(observations::standOf)
        .filter(stand -> stand != Ancestry.GOOD)
        .distinct()
        .toArray();
  }

  private static int pointOf(int stand, int[] stands) {
    for (int point = 0; point < stands.length; point++) {
      if (stands[point] == stand) {
        return point;
      }
    }
    return Ancestry.GOOD;
  }

  private static Partition partition(
      Ancestry ancestry, double[] prior, int[] stands, @Nullable Posterior before) {
    int done = 0;
    Partition partition = null;
    if (before != null
        && Arrays.equals(before.prior(), prior)
        && before.stands.length <= stands.length
        && Arrays.equals(before.stands, Arrays.copyOf(stands, before.stands.length))) {
      done = before.stands.length;
      partition = before.partition;
    }
    if (partition == null) {
      partition = Partition.whole(ancestry, prior);
    }
    for (int point = done; point < stands.length; point++) {
      partition = partition.split(stands[point]);
    }
    return partition;
  }

  public Ancestry ancestry() {
    return ancestry;
  }

  public Observations observations() {
    return observations;
  }

  public Partition partition() {
    return partition;
  }

  /** The candidates that tell the cells apart. Not to be changed. */
  public int[] stands() {
    return stands;
  }

  public Judgement judgement() {
    return judgement;
  }

  /** What numbers say; empty for a reproducer that passes or fails. */
  public Optional<MetricJudgement> metric() {
    return judgement instanceof MetricJudgement metric ? Optional.of(metric) : Optional.empty();
  }

  /** Prior weight of each candidate; they sum to 1, excluded ones have 0. Not to be changed. */
  double[] prior() {
    return partition.prior();
  }

  /** Posterior probability of a cell. */
  public double mass(int cell) {
    return judgement.masses()[cell];
  }

  /** Posterior probability that there is no regression. */
  public double none() {
    return judgement.none();
  }

  /** Posterior probability of each candidate. Not to be changed. */
  public double[] probabilities() {
    double[] known = probabilities;
    if (known == null) {
      double[] perCell = new double[partition.size()];
      for (int cell = 0; cell < perCell.length; cell++) {
        perCell[cell] = mass(cell) / partition.cell(cell).weight();
      }
      known = new double[prior().length];
      partition.spread(perCell, known);
      probabilities = known;
    }
    return known;
  }

  /** The cells' numbers, the most probable first. */
  public List<Integer> cellsByMass() {
    return IntStream.range(0, partition.size())
        .boxed()
        .sorted(Comparator.comparingDouble((Integer cell) -> -mass(cell)))
        .toList();
  }

  /** Size of the smallest set that holds 99 % of the candidates' probability. */
  public int suspects() {
    double left = 0.99 * (1 - none());
    int count = 0;
    for (int cell : cellsByMass()) {
      if (left <= 1e-9) {
        return count;
      }
      double mass = mass(cell);
      int members = partition.cell(cell).members();
      count += mass <= left ? members : Math.max(1, (int) Math.ceil(members * left / mass));
      left -= mass;
    }
    return count;
  }

  /** Entropy of the hypotheses, in bits. */
  public double entropy() {
    double sum = plogp(none());
    double[] prior = prior();
    double[] within = new double[partition.size()];
    // The entropy inside a cell follows from its members' prior alone.
    for (int candidate = 0; candidate < prior.length; candidate++) {
      int cell = partition.cellOf(candidate);
      if (cell != Partition.NOWHERE && mass(cell) > 1e-9) {
        within[cell] += plogp(prior[candidate] / partition.cell(cell).weight());
      }
    }
    for (int cell = 0; cell < within.length; cell++) {
      sum += plogp(mass(cell)) + mass(cell) * within[cell];
    }
    return sum;
  }

  private static double plogp(double p) {
    return p <= 0 ? 0 : -p * Math.log(p) / Math.log(2);
  }
}

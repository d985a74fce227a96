package dev.halfspeed.search.posterior;

import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.graph.Partition;
import dev.halfspeed.search.observation.Observations;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * What passes and failures say: runs of good images fail at one rate, those of bad ones at a higher
 * one, neither of which is known. Each hypothesis has its own rates, by the images that it calls
 * good and bad; see docs/model.md, "Pass or fail".
 */
public final class PassFailJudgement implements Judgement {
  private static final double NORMAL_95 = 1.959964;

  /** Hypotheses less probable than this have no rates of their own. */
  private static final double NEGLIGIBLE = 1e-6;

  private final Observations observations;
  private final Partition partition;
  private final RateGrid grid;
  private final double[] masses;
  private final double none;
  private final double noneAgainstBest;
  private final Improvement improvement;

  /** What each hypothesis believes of the rates, that of no regression at last. */
  private final RateGrid.Belief[] beliefs;

  /** Of both ends, if there is a regression. */
  private final double failsWhenGood;

  private final double failsWhenBad;
  private final Optional<Effect> effect;

  PassFailJudgement(
      Partition partition,
      int[] pointOf,
      double priorNone,
      Observations observations,
      RateGrid grid) {
    this.observations = observations;
    this.partition = partition;
    this.grid = grid;
    int points = partition.points();
    long[] passed = new long[points + 1];
    long[] failed = new long[points + 1];
    for (Observations.Verdict verdict : observations.verdicts()) {
      int point = pointOf[verdict.image()];
      int place = point < 0 ? points : point;
      passed[place] += verdict.passed();
      failed[place] += verdict.failed();
    }
    int count = partition.size();
    double[] logs = new double[count + 1];
    var sides = new RateGrid.Sides[count + 1];
    double belief = count == 0 ? 1 : priorNone;
    for (int cell = 0; cell < count; cell++) {
      sides[cell] = sides(partition.cell(cell).signature(), passed, failed);
      logs[cell] =
          Math.log(partition.cell(cell).weight() * (1 - belief)) + grid.logRegression(sides[cell]);
    }
    sides[count] = sides(new BitSet(), passed, failed);
    improvement = Improvement.of(partition, sides, grid);
    logs[count] = Math.log(belief) + improvement.logNone();
    double most = Arrays.stream(logs).max().orElseThrow();
    double total = 0;
    for (double log : logs) {
      total += Math.exp(log - most);
    }
    masses = new double[count];
    for (int cell = 0; cell < count; cell++) {
      masses[cell] = Math.exp(logs[cell] - most) / total;
    }
    none = Math.exp(logs[count] - most) / total;
    double best = Double.NEGATIVE_INFINITY;
    for (int cell = 0; cell < count; cell++) {
      best = Math.max(best, logs[cell] - Math.log(partition.cell(cell).weight() * (1 - belief)));
    }
    noneAgainstBest = logs[count] - Math.log(belief) - best;
    beliefs = beliefs(sides);
    failsWhenGood = rate(count, RateGrid.Belief::whenGood);
    failsWhenBad = rate(count, RateGrid.Belief::whenBad);
    effect = effect(sides);
  }

  /** Of the hypotheses that matter; the others share those of the best one. */
  private RateGrid.Belief[] beliefs(RateGrid.Sides[] sides) {
    int count = masses.length;
    int best = 0;
    for (int cell = 1; cell < count; cell++) {
      best = masses[cell] > masses[best] ? cell : best;
    }
    var all = new RateGrid.Belief[count + 1];
    all[count] = grid.none(sides[count]);
    if (count > 0) {
      RateGrid.Belief usual = grid.regression(sides[best]);
      for (int cell = 0; cell < count; cell++) {
        boolean matters = cell != best && masses[cell] > NEGLIGIBLE;
        all[cell] = matters ? grid.regression(sides[cell]) : usual;
      }
    }
    return all;
  }

  /** The expected rate of a side, if there is a regression. */
  private double rate(int count, Function<RateGrid.Belief, double[]> side) {
    if (count == 0) {
      return RateGrid.mean(side.apply(beliefs[count]));
    }
    double sum = 0;
    double seen = 0;
    for (int cell = 0; cell < count; cell++) {
      double weight = masses[cell] + Double.MIN_NORMAL;
      if (masses[cell] > NEGLIGIBLE * (1 - none) || cell == 0) {
        sum += weight * RateGrid.mean(side.apply(beliefs[cell]));
        seen += weight;
      }
    }
    return sum / seen;
  }

  /** Over all hypotheses; without a change both ends have the same rate. */
  private Optional<Effect> effect(RateGrid.Sides[] sides) {
    double alike = none * (1 - improvement.share());
    double good = alike * RateGrid.mean(beliefs[masses.length].whenGood());
    double bad = good;
    double goodRuns = alike * sides[masses.length].runs() / 2.0;
    double badRuns = goodRuns;
    if (none * improvement.share() > NEGLIGIBLE) {
      double improved = none * improvement.share();
      good += improved * improvement.failsAtGood();
      bad += improved * improvement.failsAtBad();
      goodRuns += improved * improvement.sides().goodRuns();
      badRuns += improved * improvement.sides().badRuns();
    }
    for (int cell = 0; cell < masses.length; cell++) {
      if (masses[cell] > NEGLIGIBLE) {
        good += masses[cell] * RateGrid.mean(beliefs[cell].whenGood());
        bad += masses[cell] * RateGrid.mean(beliefs[cell].whenBad());
        goodRuns += masses[cell] * sides[cell].goodRuns();
        badRuns += masses[cell] * sides[cell].badRuns();
      }
    }
    return goodRuns + badRuns < 1
        ? Optional.empty()
        : Optional.of(effect(good, goodRuns + 1, bad, badRuns + 1));
  }

  private static RateGrid.Sides sides(BitSet signature, long[] passed, long[] failed) {
    long[] sides = new long[4];
    for (int point = 0; point < passed.length; point++) {
      int side = point < passed.length - 1 && signature.get(point) ? 2 : 0;
      sides[side] += passed[point];
      sides[side + 1] += failed[point];
    }
    return new RateGrid.Sides(sides[0], sides[1], sides[2], sides[3]);
  }

  @Override
  public double[] masses() {
    return masses;
  }

  @Override
  public double none() {
    return none;
  }

  /**
   * Log likelihood ratio of no regression against the cell that explains the boots best, without
   * any prior: a culprit at either end of the range is only one of many commits, and would be given
   * up too early otherwise.
   */
  public double noneAgainstBest() {
    return noneAgainstBest;
  }

  /** What no regression would mean. */
  public Improvement improvement() {
    return improvement;
  }

  @Override
  public Optional<Effect> effect() {
    return effect;
  }

  /** The change of the rate of passes, on the log scale. */
  private static Effect effect(double before, double runsBefore, double after, double runsAfter) {
    double log = Math.log((1 - after) / (1 - before));
    double variance = after / (1 - after) / runsAfter + before / (1 - before) / runsBefore;
    double half = NORMAL_95 * Math.sqrt(variance);
    return new Effect(log, log - half, log + half);
  }

  @Override
  public double noise() {
    return 0;
  }

  @Override
  public Channel channel(int machine, int runs) {
    return new Coin(failsWhenGood, failsWhenBad, runs);
  }

  @Override
  public Optional<OutcomeTable> outcomes(int runs) {
    double[][] whenGood = new double[beliefs.length][];
    double[][] whenBad = new double[beliefs.length][];
    var made = new IdentityHashMap<RateGrid.Belief, Integer>();
    for (int hypothesis = 0; hypothesis < beliefs.length; hypothesis++) {
      RateGrid.Belief belief = beliefs[hypothesis];
      Integer same = made.putIfAbsent(belief, hypothesis);
      whenGood[hypothesis] =
          same == null ? RateGrid.failures(belief.whenGood(), runs) : whenGood[same];
      whenBad[hypothesis] =
          same == null ? RateGrid.failures(belief.whenBad(), runs) : whenBad[same];
    }
    return Optional.of(new OutcomeTable(whenGood, whenBad));
  }

  /** Both rates, and a boot of some runs. */
  private record Coin(double good, double bad, int runs) implements Channel {
    @Override
    public double bits(double p, int bootsBefore) {
      if (p <= 0 || p >= 1) {
        return 0;
      }
      double sum = 0;
      for (int fails = 0; fails <= runs; fails++) {
        double whenGood = chance(good, fails);
        double whenBad = chance(bad, fails);
        double both = p * whenBad + (1 - p) * whenGood;
        sum += whenBad > 0 ? p * whenBad * Math.log(whenBad / both) : 0;
        sum += whenGood > 0 ? (1 - p) * whenGood * Math.log(whenGood / both) : 0;
      }
      return Math.max(0, sum / Math.log(2));
    }

    private double chance(double rate, int fails) {
      double ways = 1;
      for (int index = 0; index < fails; index++) {
        ways = ways * (runs - index) / (index + 1);
      }
      return ways * Math.pow(rate, fails) * Math.pow(1 - rate, runs - fails);
    }

    @Override
    public double draw(boolean isBad, int bootsBefore, SplittableRandom random) {
      double odds = 0;
      for (int run = 0; run < runs; run++) {
        boolean fails = random.nextDouble() < (isBad ? bad : good);
        odds += fails ? Math.log(bad / good) : Math.log((1 - bad) / (1 - good));
      }
      return odds;
    }

    @Override
    public double nats() {
      return runs * (bad * Math.log(bad / good) + (1 - bad) * Math.log((1 - bad) / (1 - good)));
    }

    @Override
    public double nats(int boots) {
      return boots * nats();
    }
  }

  @Override
  public int showing() {
    return 0;
  }

  @Override
  public StepTest step(Revision culprit, Revision parent, Judgement noise) {
    long[] after = fresh(culprit);
    long[] before = fresh(parent);
    if (after[0] + after[1] == 0 || before[0] + before[1] == 0) {
      return StepTest.unknown();
    }
    double good = RateGrid.mean(beliefsOf(culprit).whenGood());
    double bad = RateGrid.mean(beliefsOf(culprit).whenBad());
    double step = chance(bad, after) + chance(good, before);
    double bothGood = chance(good, after) + chance(good, before);
    double bothBad = chance(bad, after) + chance(bad, before);
    double most = Math.max(bothGood, bothBad);
    double still = most + Math.log((Math.exp(bothGood - most) + Math.exp(bothBad - most)) / 2);
    return new StepTest(
        step - still,
        effect(
            (before[1] + 0.5) / (before[0] + before[1] + 1),
            before[0] + before[1] + 1.0,
            (after[1] + 0.5) / (after[0] + after[1] + 1),
            after[0] + after[1] + 1.0));
  }

  /** No layout blurs passes and failures: the fresh boots of culprit and parent are enough. */
  @Override
  public StepTest revertStep(int candidate, Judgement noise) {
    return StepTest.unknown();
  }

  /** The rates if this one is the culprit. */
  private RateGrid.Belief beliefsOf(Revision culprit) {
    int cell =
        culprit instanceof Revision.Candidate(int index)
            ? partition.cellOf(index)
            : Partition.NOWHERE;
    return beliefs[cell == Partition.NOWHERE ? masses.length : cell];
  }

  /** Passes and failures of the proof's boots. */
  private long[] fresh(Revision revision) {
    long[] counts = new long[2];
    for (Observations.Verdict verdict : observations.verdicts()) {
      if (verdict.purpose() == Purpose.PROOF && verdict.revision().equals(revision)) {
        counts[0] += verdict.passed();
        counts[1] += verdict.failed();
      }
    }
    return counts;
  }

  private static double chance(double rate, long[] counts) {
    return counts[1] * Math.log(rate) + counts[0] * Math.log1p(-rate);
  }

  /** The part of failures beyond the good rate that is gone after a revert. */
  public double recovered(long passed, long failed) {
    double rate = (failed + 0.5 * failsWhenGood) / (passed + failed + 0.5);
    return (failsWhenBad - rate) / (failsWhenBad - failsWhenGood);
  }
}

package dev.halfspeed.search;

import java.util.BitSet;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What passes and failures say: Beta-Bernoulli with unknown rates on both sides. The evidence of a
 * cell is B(a0 + fails, b0 + passes) of the images it calls good times the same of those it calls
 * bad, over the same without data.
 */
final class PassFailJudgement implements Judgement {
  private static final double NORMAL_95 = 1.959964;

  private final Observations observations;
  private final double[] masses;
  private final double none;
  private final double failsWhenGood;
  private final double failsWhenBad;
  private final double goodRuns;
  private final double badRuns;

  PassFailJudgement(
      Partition partition,
      int[] pointOf,
      double priorNone,
      Observations observations,
      Reproducer.PassFail rates) {
    this.observations = observations;
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
    double most = Double.NEGATIVE_INFINITY;
    double belief = count == 0 ? 1 : priorNone;
    for (int cell = 0; cell <= count; cell++) {
      BitSet signature = cell < count ? partition.cell(cell).signature() : new BitSet();
      double weight = cell < count ? partition.cell(cell).weight() * (1 - belief) : belief;
      logs[cell] = Math.log(weight) + log(sides(signature, passed, failed), rates);
      most = Math.max(most, logs[cell]);
    }
    masses = new double[count];
    double total = 0;
    for (double log : logs) {
      total += Math.exp(log - most);
    }
    double good = 0;
    double bad = 0;
    double goodSeen = 0;
    double badSeen = 0;
    for (int cell = 0; cell <= count; cell++) {
      double mass = Math.exp(logs[cell] - most) / total;
      if (cell < count) {
        masses[cell] = mass;
      }
      if (mass < 1e-9) {
        continue;
      }
      BitSet signature = cell < count ? partition.cell(cell).signature() : new BitSet();
      long[] sides = sides(signature, passed, failed);
      good += mass * mean(rates.failsWhenGood(), sides[1], sides[0]);
      bad += mass * mean(rates.failsWhenBad(), sides[3], sides[2]);
      goodSeen += mass * (sides[0] + sides[1]);
      badSeen += mass * (sides[2] + sides[3]);
    }
    none = Math.exp(logs[count] - most) / total;
    failsWhenGood = good;
    failsWhenBad = bad;
    goodRuns = goodSeen;
    badRuns = badSeen;
  }

  /** Passes and failures where good, passes and failures where bad. */
  private static long[] sides(BitSet signature, long[] passed, long[] failed) {
    long[] sides = new long[4];
    for (int point = 0; point < passed.length; point++) {
      int side = point < passed.length - 1 && signature.get(point) ? 2 : 0;
      sides[side] += passed[point];
      sides[side + 1] += failed[point];
    }
    return sides;
  }

  private static double log(long[] sides, Reproducer.PassFail rates) {
    return log(rates.failsWhenGood(), sides[1], sides[0])
        + log(rates.failsWhenBad(), sides[3], sides[2]);
  }

  private static double log(Reproducer.Rate rate, long failed, long passed) {
    return BetaFunction.log(rate.failed() + failed, rate.passed() + passed)
        - BetaFunction.log(rate.failed(), rate.passed());
  }

  private static double mean(Reproducer.Rate rate, long failed, long passed) {
    return (rate.failed() + failed) / (rate.failed() + rate.passed() + failed + passed);
  }

  @Override
  public double[] masses() {
    return masses;
  }

  @Override
  public double none() {
    return none;
  }

  @Override
  public Optional<Effect> effect() {
    if (goodRuns + badRuns < 1) {
      return Optional.empty();
    }
    return Optional.of(effect(failsWhenGood, goodRuns + 1, failsWhenBad, badRuns + 1));
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
    double step = chance(failsWhenBad, after) + chance(failsWhenGood, before);
    double bothGood = chance(failsWhenGood, after) + chance(failsWhenGood, before);
    double bothBad = chance(failsWhenBad, after) + chance(failsWhenBad, before);
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
  double recovered(long passed, long failed) {
    double rate = (failed + 0.5 * failsWhenGood) / (passed + failed + 0.5);
    return (failsWhenBad - rate) / (failsWhenBad - failsWhenGood);
  }
}

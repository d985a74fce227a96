package dev.halfspeed.benchmark.strategy;

import dev.halfspeed.benchmark.world.World;
import java.util.stream.IntStream;

/**
 * The rule of git_bayesect: a posterior over the first-parent line where both failure rates have a
 * Beta belief, the commit whose answer is expected to leave the least entropy. All machines boot
 * that commit. The tool itself ends at 95 %.
 */
public final class BayesectStrategy implements Strategy {
  /** What is believed of the failure rate at the culprit and after it. */
  private static final Belief NEW = new Belief(0.9, 0.1);

  /** What is believed of it before the culprit. */
  private static final Belief OLD = new Belief(0.05, 0.95);

  private final Line line;
  private final int machines;
  private final double confidence;

  /** The pseudo-counts of a Beta distribution. */
  private record Belief(double fails, double passes) {
    double rate(int failed, int total) {
      return (fails + failed) / (fails + passes + total);
    }

    /** log of the probability of some answers in a given order. */
    double logMarginal(int failed, int total) {
      double sum = 0;
      for (int index = 0; index < failed; index++) {
        sum += Math.log(fails + index);
      }
      for (int index = 0; index < total - failed; index++) {
        sum += Math.log(passes + index);
      }
      for (int index = 0; index < total; index++) {
        sum -= Math.log(fails + passes + index);
      }
      return sum;
    }
  }

  public BayesectStrategy(World world, double confidence) {
    this.confidence = confidence;
    line = new Line(world.ground());
    machines = world.scenario().machines().count();
  }

  @Override
  public Plan plan(Measurements readings) {
    var state = new State(readings);
    int best = state.mostProbable();
    if (state.posterior[best] >= confidence) {
      return Plan.culprit(line.commit(best), state.posterior[best]);
    }
    int chosen = line.nearestTestable(state.leastEntropy(), readings);
    int boots = readings.of(line.commit(chosen)).size() + machines;
    return Plan.Test.of(line.commit(chosen), boots);
  }

  /** The posterior, at one time. Position 0 is the oldest commit. */
  private final class State {
    /** Answers before a position, were it the culprit's. */
    private final int[] totalBefore = new int[line.size() + 1];

    private final int[] failedBefore = new int[line.size() + 1];
    private final double[] posterior = new double[line.size()];

    State(Measurements readings) {
      for (Measurements.Reading reading : readings.all()) {
        int position = line.position(reading.commit());
        totalBefore[position + 1]++;
        failedBefore[position + 1] += readings.failed(reading) ? 1 : 0;
      }
      for (int position = 0; position < line.size(); position++) {
        totalBefore[position + 1] += totalBefore[position];
        failedBefore[position + 1] += failedBefore[position];
      }
      update();
    }

    private void update() {
      double most = Double.NEGATIVE_INFINITY;
      for (int position = 0; position < posterior.length; position++) {
        boolean same = position > 0 && totalBefore[position] == totalBefore[position - 1];
        posterior[position] =
            same
                ? posterior[position - 1]
                : OLD.logMarginal(failedBefore[position], totalBefore[position])
                    + NEW.logMarginal(failedAfter(position), totalAfter(position));
        most = Math.max(most, posterior[position]);
      }
      double sum = 0;
      for (int position = 0; position < posterior.length; position++) {
        posterior[position] = Math.exp(posterior[position] - most);
        sum += posterior[position];
      }
      for (int position = 0; position < posterior.length; position++) {
        posterior[position] /= sum;
      }
    }

    private int totalAfter(int position) {
      return totalBefore[line.size()] - totalBefore[position];
    }

    private int failedAfter(int position) {
      return failedBefore[line.size()] - failedBefore[position];
    }

    int mostProbable() {
      return IntStream.range(0, posterior.length)
          .reduce((one, other) -> posterior[other] > posterior[one] ? other : one)
          .orElseThrow();
    }

    /**
     * The position whose next answer leaves the least entropy on average. A culprit at or before
     * the tested position shows the new rate, one after it the old: both cases are prefix sums.
     */
    int leastEntropy() {
      double[] failOld = new double[posterior.length];
      double[] failOldLog = new double[posterior.length];
      double[] passOld = new double[posterior.length];
      double[] passOldLog = new double[posterior.length];
      double sumFail = 0;
      double sumFailLog = 0;
      double sumPass = 0;
      double sumPassLog = 0;
      for (int position = posterior.length - 1; position >= 0; position--) {
        failOld[position] = sumFail;
        failOldLog[position] = sumFailLog;
        passOld[position] = sumPass;
        passOldLog[position] = sumPassLog;
        double rate = OLD.rate(failedBefore[position], totalBefore[position]);
        double fail = posterior[position] * rate;
        double pass = posterior[position] * (1 - rate);
        sumFail += fail;
        sumFailLog += entropyTerm(fail);
        sumPass += pass;
        sumPassLog += entropyTerm(pass);
      }
      double least = Double.POSITIVE_INFINITY;
      int best = 0;
      double failNew = 0;
      double failNewLog = 0;
      double passNew = 0;
      double passNewLog = 0;
      for (int position = 0; position < posterior.length; position++) {
        double rate = NEW.rate(failedAfter(position), totalAfter(position));
        double fail = posterior[position] * rate;
        double pass = posterior[position] * (1 - rate);
        failNew += fail;
        failNewLog += entropyTerm(fail);
        passNew += pass;
        passNewLog += entropyTerm(pass);
        // P(answer) times the entropy after it is P log P minus the sum of the terms.
        double entropy =
            entropyTerm(failNew + failOld[position])
                - failNewLog
                - failOldLog[position]
                + entropyTerm(passNew + passOld[position])
                - passNewLog
                - passOldLog[position];
        if (entropy < least) {
          least = entropy;
          best = position;
        }
      }
      return best;
    }

    private static double entropyTerm(double weight) {
      return weight > 0 ? weight * Math.log(weight) : 0;
    }
  }
}

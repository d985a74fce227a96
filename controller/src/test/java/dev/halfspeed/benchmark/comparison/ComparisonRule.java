package dev.halfspeed.benchmark.comparison;

import dev.halfspeed.benchmark.report.SampleSummary;
import dev.halfspeed.benchmark.strategy.Normal;
import dev.halfspeed.benchmark.strategy.PinpointStrategy;
import dev.halfspeed.comparison.BlockBoot;
import dev.halfspeed.comparison.ComparisonEvidence;
import dev.halfspeed.comparison.ComparisonSettings;
import dev.halfspeed.comparison.ComparisonStep;
import dev.halfspeed.comparison.Difference;
import dev.halfspeed.comparison.PairVerdict;
import dev.halfspeed.comparison.Stakes;
import dev.halfspeed.comparison.VariantComparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A way to find out whether two variants differ. */
interface ComparisonRule {
  /** What a rule says in the end. */
  enum Answer {
    LESS,
    MORE,
    /** They differ by less than what matters; of rules that can't show it: no difference found. */
    SAME,
    OPEN
  }

  Answer play(ComparedPair pair, long seed);

  /** Halfspeed's. */
  record Own(double smallest, double confidence, int budget) implements ComparisonRule {
    @Override
    public Answer play(ComparedPair pair, long seed) {
      var comparison =
          new VariantComparison(
              new ComparisonSettings(2, smallest, confidence, budget, seed, Stakes.OF_FOUR));
      while (comparison.next(List.of(), 0, Set.of(0))
          instanceof ComparisonStep.Start(BlockBoot boot)) {
        double value = pair.boot(boot.variant());
        comparison.add(new ComparisonEvidence.Measured(boot, List.of(value)));
      }
      return switch (comparison.findings().pairs().getFirst().verdict()) {
        case PairVerdict.Different(Difference difference) ->
            difference.log() < 0 ? Answer.LESS : Answer.MORE;
        case PairVerdict.Same ignored -> Answer.SAME;
        case PairVerdict.Undecided ignored -> Answer.OPEN;
        case PairVerdict.Untested ignored -> Answer.OPEN;
      };
    }
  }

  /**
   * Welch's test at 1 %, two-sided, after as many boots of each side as find the smallest
   * difference nine times of ten, for a noise that is known beforehand.
   */
  static ComparisonRule welch(int ofEach) {
    return (pair, seed) -> {
      double[][] boots = byTurns(pair, ofEach);
      double[] one = meanAndSquare(boots[0]);
      double[] other = meanAndSquare(boots[1]);
      double sum = one[1] + other[1];
      double t = (other[0] - one[0]) / Math.sqrt(sum);
      double degrees = sum * sum * (ofEach - 1) / (one[1] * one[1] + other[1] * other[1]);
      return answer(2 * Normal.tail(asNormal(Math.abs(t), degrees)) < 0.01, t);
    };
  }

  /** Boots of each side for {@link #welch}: the sum for normal noise, and two for Student's t. */
  static int planned(double deviation, double margin) {
    double quantiles = 2.5758 + 1.2816;
    double ratio = quantiles * deviation / margin;
    return (int) Math.ceil(2 * ratio * ratio) + 2;
  }

  /** Fastpath's: the 95 % intervals of both means do not overlap. */
  static ComparisonRule fastpath(int ofEach) {
    return (pair, seed) -> {
      double[][] boots = byTurns(pair, ofEach);
      double[] one = meanAndSquare(boots[0]);
      double[] other = meanAndSquare(boots[1]);
      double reach = limit(ofEach - 1) * (Math.sqrt(one[1]) + Math.sqrt(other[1]));
      double difference = other[0] - one[0];
      return answer(Math.abs(difference) > reach, difference);
    };
  }

  /**
   * Pinpoint's: as {@link PinpointStrategy} has it, for one pair that nothing lies between.
   *
   * @param margin the magnitude that it is told to look for
   */
  static ComparisonRule pinpoint(double margin) {
    return (pair, seed) -> {
      var one = new ArrayList<Double>();
      var other = new ArrayList<Double>();
      for (int boot = 0; boot < 10; boot++) {
        one.add(pair.boot(0));
        other.add(pair.boot(1));
      }
      while (true) {
        double[] some = one.stream().mapToDouble(Double::doubleValue).toArray();
        double[] others = other.stream().mapToDouble(Double::doubleValue).toArray();
        switch (PinpointStrategy.compare(some, others, margin)) {
          case DIFFERENT -> {
            return answer(true, median(others) - median(some));
          }
          case SAME -> {
            return Answer.SAME;
          }
          case UNKNOWN -> {
            if (Math.min(one.size(), other.size()) >= PinpointStrategy.MOST) {
              return Answer.OPEN;
            }
            boolean isFirst = one.size() <= other.size();
            for (int boot = 0; boot < 10; boot++) {
              (isFirst ? one : other).add(pair.boot(isFirst ? 0 : 1));
            }
          }
        }
      }
    };
  }

  private static double median(double[] values) {
    return SampleSummary.of(Arrays.stream(values)).quantile(0.5);
  }

  private static Answer answer(boolean differs, double difference) {
    return !differs ? Answer.SAME : difference < 0 ? Answer.LESS : Answer.MORE;
  }

  private static double[][] byTurns(ComparedPair pair, int ofEach) {
    double[][] boots = new double[2][ofEach];
    for (int boot = 0; boot < ofEach; boot++) {
      boots[0][boot] = pair.boot(0);
      boots[1][boot] = pair.boot(1);
    }
    return boots;
  }

  /** The mean, and its squared standard error. */
  private static double[] meanAndSquare(double[] values) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new double[] {mean, squares / (values.length - 1) / values.length};
  }

  /** Student's t as a normal value with the same tail (D. Wallace, 1959). */
  private static double asNormal(double t, double degrees) {
    return (8 * degrees + 1) / (8 * degrees + 3) * Math.sqrt(degrees * Math.log1p(t * t / degrees));
  }

  /** What Student's t exceeds to either side once in 20 times. */
  private static double limit(double degrees) {
    double low = 0;
    double high = 20;
    while (high - low > 1e-6) {
      double middle = (low + high) / 2;
      if (asNormal(middle, degrees) < 1.959964) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

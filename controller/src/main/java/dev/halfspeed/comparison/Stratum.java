package dev.halfspeed.comparison;

/**
 * Boots of two variants among which a lot decided which variant got which, each way equally likely.
 *
 * <p>If the second variant has exactly {@code shift} more than the first, then the values, those of
 * the second less the shift, would be the same ones whatever the lot had said. So given these
 * values, e = exp(bet S) / mean of exp(bet S') over all ways that the lot could have fallen has the
 * expectation 1, where S is the sum of the second's scores. That holds whatever the values are and
 * however the score is made from them: an exact test by randomization (R. A. Fisher, The Design of
 * Experiments, 1935), as a bet (A. Ramdas, P. Grünwald, V. Vovk, G. Shafer, Game-theoretic
 * statistics and safe anytime-valid inference, Statistical Science 38, 2023).
 *
 * <p>A score is the value's distance from the median of all of them, in standard deviations, cut at
 * {@link #CUT}: one boot that is twenty times slower counts no more than one that is a little
 * slower. The score of a value rises with it and falls with no other one's by more, so the evidence
 * falls with the shift, and what rejects a shift rejects all beyond it.
 */
final class Stratum {
  /**
   * Where scores are cut, in standard deviations (P. Huber, Robust estimation of a location
   * parameter, 1964: 1.5 keeps 96 % of the information of normal values).
   */
  private static final double CUT = 1.5;

  private final int machine;
  private final double[] first;
  private final double[] second;
  private final double noise;
  private final double ways;

  /**
   * Boots with their values.
   *
   * @param noise standard deviation of boots, from earlier strata only
   */
  Stratum(int machine, double[] first, double[] second, double noise) {
    this.machine = machine;
    this.first = first.clone();
    this.second = second.clone();
    this.noise = noise;
    ways = ways(first.length, second.length);
  }

  private static double ways(int some, int others) {
    double ways = 1;
    for (int item = 1; item <= others; item++) {
      ways = ways * (some + item) / item;
    }
    return ways;
  }

  double noise() {
    return noise;
  }

  /** Number of the machine that all of them ran on. */
  int machine() {
    return machine;
  }

  /**
   * Scores at a shift, those of the second variant last.
   *
   * @param direction 1; or -1 to turn the signs of all scores
   */
  double[] scores(double shift, int direction) {
    return scores(shift, direction, noise);
  }

  private double[] scores(double shift, int direction, double deviation) {
    int count = first.length + second.length;
    double[] values = new double[count];
    for (int index = 0; index < count; index++) {
      values[index] =
          direction * (index < first.length ? first[index] : second[index - first.length] - shift);
    }
    double middle = Medians.of(values);
    for (int index = 0; index < count; index++) {
      values[index] = Math.clamp((values[index] - middle) / deviation, -CUT, CUT);
    }
    return values;
  }

  /**
   * log of e. The mean over all ways is an elementary symmetric polynomial of exp(bet score).
   *
   * @param bet not negative
   */
  double logEvidence(double[] scores, double bet) {
    double won = 0;
    double[] sums = new double[second.length + 1];
    sums[0] = 1;
    for (int index = 0; index < scores.length; index++) {
      double stake = bet * scores[index];
      double factor = Math.exp(stake);
      won += index < first.length ? 0 : stake;
      for (int size = second.length; size >= 1; size--) {
        sums[size] += sums[size - 1] * factor;
      }
    }
    return won - Math.log(sums[second.length] / ways);
  }

  /**
   * How much higher the second's scores are than the first's: falls with the shift.
   *
   * @param deviation standard deviation of boots
   */
  double lead(double shift, double deviation) {
    double[] scores = scores(shift, 1, deviation);
    double lead = 0;
    for (int index = 0; index < scores.length; index++) {
      lead += index < first.length ? -scores[index] : scores[index];
    }
    return lead / deviation;
  }
}

package dev.halfspeed.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bet on one lot. */
final class StratumTest {
  /** All ways to give two of four boots to the second variant: the first's, then the second's. */
  private static final int[][] WAYS = {
    {0, 1, 2, 3}, {0, 2, 1, 3}, {0, 3, 1, 2}, {1, 2, 0, 3}, {1, 3, 0, 2}, {2, 3, 0, 1}
  };

  /** Whatever the values are: a boot twenty times slower, ties, and variants that differ. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theBetIsFairWhateverTheBootsGive(long seed) {
    var random = new SplittableRandom(seed);
    double[] boots = new double[4];
    for (int boot = 0; boot < boots.length; boot++) {
      boots[boot] = random.nextInt(5) == 0 ? -3 : 0.01 * random.nextInt(4);
    }
    double shift = 0.02 * random.nextGaussian();
    for (double bet : new double[] {0.1, 1, 5}) {
      double sum = 0;
      for (int[] way : WAYS) {
        var stratum =
            new Stratum(
                0,
                new double[] {boots[way[0]], boots[way[1]]},
                new double[] {boots[way[2]] + shift, boots[way[3]] + shift},
                0.01);
        sum += Math.exp(stratum.logEvidence(stratum.scores(shift, 1), bet));
      }
      assertThat(sum / WAYS.length).as("seed %d, bet %s", seed, bet).isCloseTo(1, within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatRejectsAShiftRejectsLargerOnes(long seed) {
    var random = new SplittableRandom(seed);
    double[] first = {random.nextGaussian(), random.nextGaussian()};
    double[] second = {random.nextGaussian(), 10 * random.nextGaussian()};
    var stratum = new Stratum(0, first, second, 1);
    double last = Double.NEGATIVE_INFINITY;
    for (double shift = -30; shift <= 30; shift += 0.1) {
      double evidence = stratum.logEvidence(stratum.scores(shift, -1), 1.2);
      assertThat(evidence).as("seed %d, shift %s", seed, shift).isGreaterThan(last - 1e-9);
      last = evidence;
    }
  }
}

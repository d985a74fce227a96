package dev.halfspeed.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PriorTest {
  @Test
  void theGapsOfASeriesHaveTheProbabilitiesThatItSays() {
    CandidateDag chain =
        CandidateDag.of(
            IntStream.range(0, 10)
                .mapToObj(number -> number == 0 ? new int[0] : new int[] {number - 1})
                .toArray(int[][]::new));
    Prior prior = Prior.between(chain, new int[] {3, 9}, new double[] {0.8, 0.2});
    double early = IntStream.rangeClosed(0, 3).mapToDouble(prior::weight).sum();
    double late = IntStream.rangeClosed(4, 9).mapToDouble(prior::weight).sum();
    assertThat(early + late).isCloseTo(1, within(1e-12));
    assertThat(early).isCloseTo(0.95 * 0.8 + 0.05 * 0.4, within(1e-12));
    // Whoever watched the series may be wrong: nothing is impossible.
    Prior sure = Prior.between(chain, new int[] {3, 9}, new double[] {1, 0});
    assertThat(sure.weight(9)).isCloseTo(0.005, within(1e-12));
    assertThat(sure.none()).isEqualTo(Prior.TYPICAL_NONE);
  }
}

package dev.halfspeed.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Levels and their difference on machines that are not equally fast. */
final class LevelDifferenceTest {
  /** A fast machine has most boots of the first side, a slow one most of the second. */
  @Test
  void levelsDifferByWhatTheDifferenceSays() {
    Map<String, List<Double>> first = Map.of("fast", boots(9, 10), "slow", boots(1, 5));
    Map<String, List<Double>> second =
        Map.of("fast", boots(1, 10.1), "slow", boots(9, 5.1), "other", boots(5, 99));
    double difference =
        LevelDifference.mean(second, first).orElseThrow()
            - LevelDifference.mean(first, second).orElseThrow();
    assertThat(difference).isEqualTo(0.1, within(1e-9));
    assertThat(LevelDifference.of(first, second).orElseThrow().value())
        .isEqualTo(Math.exp(difference), within(1e-9));
    assertThat(LevelDifference.mean(first, Map.of("other", boots(1, 1)))).isEmpty();
  }

  private static List<Double> boots(int count, double value) {
    return Collections.nCopies(count, value);
  }
}

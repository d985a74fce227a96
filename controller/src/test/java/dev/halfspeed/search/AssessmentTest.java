package dev.halfspeed.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AssessmentTest {
  private static Assessment of(Double... probabilities) {
    return new Assessment(
        Assessment.Phase.SEARCHING,
        List.of(probabilities),
        0,
        Optional.empty(),
        0,
        probabilities.length,
        1,
        Forecast.ended(0),
        List.of());
  }

  @Test
  void theBestComeFirstAndOfEqualOnesTheFirst() {
    assertThat(of(0.1, 0.3, 0.0, 0.1, 0.4, 0.1).top(4))
        .extracting(Assessment.Suspect::candidate)
        .containsExactly(4, 1, 0, 3);
  }

  @Test
  void whatIsImpossibleIsNoSuspect() {
    assertThat(of(0.0, 1.0, 0.0).top(9)).containsExactly(new Assessment.Suspect(1, 1));
    assertThat(of(0.0, 0.0).top(9)).isEmpty();
    assertThat(of(1.0).top(0)).isEmpty();
  }
}

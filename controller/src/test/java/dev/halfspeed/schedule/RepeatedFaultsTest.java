package dev.halfspeed.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RepeatedFaultsTest {
  private final RepeatedFaults faults = new RepeatedFaults();

  private boolean failsAfter(Duration since) {
    // The clock may begin anywhere.
    return faults.fails(-7 + since.toNanos());
  }

  @Test
  void manyInAMomentAreNotEnoughAndFewInALongTimeNeither() {
    for (int i = 0; i < 20; i++) {
      assertThat(failsAfter(Duration.ofMinutes(i))).isFalse();
    }
    faults.works();
    for (int i = 0; i < RepeatedFaults.TIMES - 1; i++) {
      assertThat(failsAfter(Duration.ofHours(10L * i))).isFalse();
    }
  }

  @Test
  void sixInAnHourAre() {
    for (int i = 0; i < RepeatedFaults.TIMES; i++) {
      assertThat(failsAfter(Duration.ofMinutes(12L * i)))
          .isEqualTo(i == RepeatedFaults.TIMES - 1 && 12 * i >= 60);
    }
    assertThat(faults.times()).isEqualTo(RepeatedFaults.TIMES);
  }

  @Test
  void oneJobDoneWellBeginsAnew() {
    for (int i = 0; i < RepeatedFaults.TIMES - 1; i++) {
      failsAfter(Duration.ofMinutes(20L * i));
    }
    faults.works();
    assertThat(failsAfter(Duration.ofHours(3))).isFalse();
  }
}

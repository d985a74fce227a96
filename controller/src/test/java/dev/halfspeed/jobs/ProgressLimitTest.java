package dev.halfspeed.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a bisection that finds out nothing ends. */
final class ProgressLimitTest {
  private final ProgressLimit limit = new ProgressLimit();

  private boolean isReached(int hours, long found, boolean waits) {
    return limit.isReached(Duration.ofHours(hours).toNanos(), found, waits);
  }

  @Test
  void aDayWithoutAnythingNewIsTheEnd() {
    assertThat(isReached(1, 0, false)).isFalse();
    assertThat(isReached(24, 0, false)).isFalse();
    assertThat(isReached(25, 0, false)).isTrue();
  }

  @Test
  void whateverIsFoundBeginsTheDayAnew() {
    for (int day = 0; day < 10; day++) {
      assertThat(isReached(23 * day, day, false)).isFalse();
    }
    assertThat(isReached(23 * 9 + 24, 9, false)).isTrue();
  }

  @Test
  void waitingForOthersDoesNotCount() {
    assertThat(isReached(0, 0, true)).isFalse();
    assertThat(isReached(500, 0, false)).isFalse();
    assertThat(isReached(510, 0, true)).isFalse();
    assertThat(isReached(900, 0, false)).isFalse();
    assertThat(isReached(913, 0, false)).isFalse();
    assertThat(isReached(914, 0, false)).isTrue();
  }

  /** What was found may be less then, such as where a sample is left out. */
  @Test
  void itBeginsAnewWhereAPersonChangesWhatCounts() {
    assertThat(isReached(0, 9, false)).isFalse();
    limit.restart();
    assertThat(isReached(20, 8, false)).isFalse();
    assertThat(isReached(30, 9, false)).isFalse();
    assertThat(isReached(53, 9, false)).isFalse();
    assertThat(isReached(54, 9, false)).isTrue();
  }
}

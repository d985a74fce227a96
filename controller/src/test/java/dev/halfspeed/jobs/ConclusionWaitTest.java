package dev.halfspeed.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a conclusion waits for another machine's word. */
final class ConclusionWaitTest {
  private static final Testability.Doubt ONE = doubt(3, "lab1", "panic");
  private static final Testability.Doubt OTHER = doubt(5, "lab1", "panic");

  private final ConclusionWait wait = new ConclusionWait();

  private static Testability.Doubt doubt(int candidate, String machine, String message) {
    return new Testability.Doubt(
        new Revision.Candidate(candidate),
        machine,
        new Testability.Failure(Evidence.Cause.UNBOOTABLE, Purpose.SEARCH.name(), message));
  }

  private boolean isOver(int minutes, Testability.Doubt... doubts) {
    long now = Duration.ofMinutes(minutes).toNanos();
    wait.begins(List.of(doubts), now);
    return wait.isOver(now);
  }

  @Test
  void anHourIsWaitedFromTheFirstAsking() {
    assertThat(isOver(10, ONE)).isFalse();
    assertThat(isOver(69, doubt(3, "lab1", "other words"))).isFalse();
    assertThat(isOver(70, ONE)).isTrue();
    assertThat(isOver(71, ONE)).isTrue();
  }

  /** As in the next round of a search for options. */
  @Test
  void aDoubtThatComesHoursAfterAnotherOneIsWaitedForAsLong() {
    assertThat(isOver(0, ONE)).isFalse();
    assertThat(isOver(60, ONE)).isTrue();
    assertThat(isOver(300, OTHER)).isFalse();
    assertThat(isOver(359, OTHER)).isFalse();
    assertThat(isOver(360, OTHER)).isTrue();
  }

  @Test
  void theSameOfAnotherMachineIsAnother() {
    assertThat(isOver(0, ONE)).isFalse();
    assertThat(isOver(60, doubt(3, "lab2", "panic"))).isFalse();
    assertThat(isOver(61, ONE, OTHER)).isFalse();
  }

  @Test
  void onceNothingWasWaitedForItBeginsAnew() {
    assertThat(isOver(0, ONE)).isFalse();
    wait.ends();
    assertThat(isOver(90, ONE)).isFalse();
  }
}

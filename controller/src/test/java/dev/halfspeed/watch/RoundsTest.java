package dev.halfspeed.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RoundsTest {
  private static List<Instant> looks(long... hours) {
    return Stream.iterate(0, at -> at < hours.length, at -> at + 1)
        .map(at -> Instant.EPOCH.plusSeconds(3600 * hours[at]))
        .toList();
  }

  @Test
  void whatOneLookFoundIsOneRound() {
    assertThat(Rounds.of(List.of(looks(1, 2, 4), looks(2, 3, 4))))
        .containsExactly(List.of(0, 1, 3), List.of(1, 2, 3));
  }

  @Test
  void severalPointsOfALineAreSeveralRounds() {
    assertThat(Rounds.of(List.of(looks(1, 1, 1, 2), looks(1, 2))))
        .containsExactly(List.of(0, 1, 2, 3), List.of(0, 3));
  }

  @Test
  void aClockThatWasSetBackChangesNoOrder() {
    assertThat(Rounds.of(List.of(looks(5, 3, 6)))).containsExactly(List.of(0, 1, 2));
    assertThat(Rounds.of(List.of(List.of(), looks(1)))).containsExactly(List.of(), List.of(0));
  }
}

package dev.halfspeed.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.protocol.RecipePlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeadlinesTest {
  private static long minutes(Map<String, String> parameters, RecipePlan.@Nullable Takes takes) {
    var plan =
        new RecipePlan(
            "r",
            "digest",
            parameters,
            null,
            null,
            "run",
            null,
            new RecipePlan.Results("json", Map.of(), List.of("tps")),
            List.of(),
            takes);
    return Deadlines.measure(plan, 2).toMinutes();
  }

  private static RecipePlan.Takes takes(
      @Nullable Integer setup, @Nullable Integer run, boolean withDefaults) {
    return new RecipePlan.Takes(
        null,
        setup == null ? null : Duration.ofMinutes(setup),
        run == null ? null : Duration.ofMinutes(run),
        withDefaults);
  }

  @Test
  void stepsHaveTwentyTimesWhatTheRecipeSaysThatTheyTake() {
    assertThat(minutes(Map.of(), null)).isEqualTo(15 + 2 * 30);
    assertThat(minutes(Map.of(), takes(null, 1, true))).isEqualTo(15 + 2 * 20);
    assertThat(minutes(Map.of(), takes(3, 1, true))).isEqualTo(15 + 60 + 2 * 20);
    assertThat(minutes(Map.of(), takes(3, null, true))).isEqualTo(15 + 60 + 2 * 30);
  }

  /** A run of ten times the work is none that hangs. */
  @Test
  void whatIsSaidOfTheDefaultsDoesNotLimitOtherParameters() {
    assertThat(minutes(Map.of(), takes(1, 1, false))).isEqualTo(15 + 30 + 2 * 30);
    assertThat(minutes(Map.of(), takes(3, 3, false))).isEqualTo(15 + 60 + 2 * 60);
  }

  @Test
  void theLengthThatWasAskedForCounts() {
    assertThat(minutes(Map.of("seconds", "60"), takes(null, 3, false))).isEqualTo(15 + 2 * 20);
    assertThat(minutes(Map.of("seconds", "auto"), takes(null, 3, true))).isEqualTo(15 + 2 * 60);
  }
}

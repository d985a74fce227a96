package dev.halfspeed.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.MachineLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which runs are evidence, and when a machine waits. */
final class MachineDisturbanceTest {
  private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

  private MachineDisturbance machine = new MachineDisturbance(DisturbanceLimits.DEFAULT);

  /** Shares of CPU time, and of the time of a run. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, , , true, ",
    "0.1, 0.02, 0.02, 7, true, ",
    "0.104, 0, , , true, 10 % of its CPU time went to other processes",
    "0.5, 0.5, , , true, 50 % of its CPU time went to other processes",
    "0.03, 0.031, , , true, 3.1 % of its CPU time was taken by its hypervisor",
    "0, 0, 0.25, 3, true, a CPU was slowed down by heat for 25 % of the time",
    "0, 0, , 0, true, ",
    "0, 0, , 1, true, a CPU was slowed down by heat",
    "0.9, 0.5, 0.5, 9, false, "
  })
  void aRunOverALimitIsDisturbed(
      double others,
      double steal,
      @Nullable Double throttled,
      @Nullable Long events,
      boolean realTime,
      @Nullable String why) {
    var seen =
        new MachineLoad(
            Duration.ofSeconds(5),
            2,
            others,
            steal,
            0.9,
            0.9,
            0.9,
            0.2,
            throttled,
            events,
            realTime);
    assertThat(machine.add(START, List.of(seen)).disturbances())
        .containsExactly(Optional.ofNullable(why));
  }

  /** One tick of a tenth of a second, on two CPUs. */
  @Test
  void whatTheCountersCanNotTellIsNoDisturbance() {
    var seen =
        new MachineLoad(
            Duration.ofMillis(100), 2, 0.2, 0.05, null, null, null, null, null, null, true);
    assertThat(machine.add(START, List.of(seen)).isDisturbed()).isFalse();
  }

  @Test
  void limitsMayBeOffOneByOne() {
    var conditions =
        new MachineLoad(Duration.ofSeconds(5), 2, 1, 1, null, null, null, null, 1.0, 1L, true);
    machine = new MachineDisturbance(DisturbanceLimits.OFF);
    assertThat(machine.add(START, List.of(conditions)).isDisturbed()).isFalse();
    machine =
        new MachineDisturbance(
            new DisturbanceLimits(0.02, DisturbanceLimits.NEVER, 0.02, Duration.ofHours(1)));
    assertThat(machine.add(START, List.of(conditions)).disturbances().getFirst())
        .hasValueSatisfying(why -> assertThat(why).contains("hypervisor"));
  }

  @Test
  void runsOfABootAreJudgedOneByOneAndOldOnesAreAsTheyWere() {
    MachineDisturbance.Verdict verdict =
        machine.add(START, Arrays.asList(others(0.4), others(0.01), null));
    assertThat(verdict.disturbances())
        .containsExactly(
            Optional.of("40 % of its CPU time went to other processes"),
            Optional.empty(),
            Optional.empty());
    assertThat(verdict.isDisturbed()).isFalse();
    assertThat(new MachineDisturbance.Verdict(List.of(), Optional.empty()).isDisturbed()).isFalse();
  }

  @Test
  void theThirdDisturbedBootInARowHasTheMachineWaitLongerEachTime() {
    boot(0, 0.4);
    boot(1, 0.4);
    assertThat(wait(1)).isEmpty();
    boot(2, 0.01);
    boot(3, 0.4);
    boot(4, 0.5);
    assertThat(wait(4)).isEmpty();
    boot(5, 0.6);
    assertThat(wait(5))
        .contains(
            new MachineDisturbance.Wait(
                "50 % of its CPU time went to other processes during the last 3 boots",
                Duration.ofMinutes(1)));
    assertThat(pauses(6, 4)).containsExactly(2L, 4L, 8L, 15L);
    boot(12, 0.02);
    assertThat(wait(12)).isEmpty();
  }

  @Test
  void thePauseEndsWhenTheWaitDoes() {
    boot(0, 0.4);
    boot(29, 0.4);
    boot(58, 0.4);
    assertThat(wait(58).orElseThrow().pause()).isEqualTo(Duration.ofMinutes(1));
    boot(59, 0.4);
    assertThat(wait(59).orElseThrow().pause()).isEqualTo(Duration.ofMinutes(1));
    assertThat(wait(70).orElseThrow().pause()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whatNeverEndsIsUsualAfterTheLongestWaitUntilTheMachineIsQuiet() {
    for (int minute : new int[] {0, 2, 10, 40}) {
      assertThat(boot(minute, 0.4).isDisturbed()).isTrue();
    }
    MachineDisturbance.Verdict verdict = boot(60, 0.42);
    assertThat(verdict.isDisturbed()).isFalse();
    assertThat(verdict.accepted())
        .contains("40 % of its CPU time went to other processes during the last 5 boots");
    assertThat(wait(60)).isEmpty();
    assertThat(boot(61, 0.49).isDisturbed()).isFalse();
    assertThat(boot(62, 0.55).isDisturbed()).isTrue();
    // Quiet for two boots, not three: it may come back.
    boot(63, 0);
    boot(64, 0);
    assertThat(boot(65, 0.4).isDisturbed()).isFalse();
    boot(66, 0);
    boot(67, 0);
    boot(68, 0);
    assertThat(boot(69, 0.4).isDisturbed()).isTrue();
  }

  /** The clock is set back by a year with each boot. */
  @Test
  void aClockThatGoesBackHasNobodyWaitForEver() {
    int boots = 0;
    MachineDisturbance.Verdict verdict;
    do {
      verdict = machine.add(START.minus(Duration.ofDays(365L * boots++)), List.of(others(0.7)));
      assertThat(machine.waits(START).map(MachineDisturbance.Wait::pause).orElse(Duration.ZERO))
          .isLessThanOrEqualTo(Duration.ofMinutes(15));
    } while (verdict.isDisturbed());
    assertThat(boots).isEqualTo(MachineDisturbance.MOST_IN_A_ROW);
  }

  private List<Long> pauses(int minute, int boots) {
    return IntStream.range(0, boots)
        .mapToObj(nth -> {
          boot(minute + nth, 0.5);
          return wait(minute + nth).orElseThrow().pause().toMinutes();
        })
        .toList();
  }

  private MachineDisturbance.Verdict boot(int minute, double part) {
    return machine.add(at(minute), List.of(others(part), others(part)));
  }

  private Optional<MachineDisturbance.Wait> wait(int minute) {
    return machine.waits(at(minute));
  }

  private static Instant at(int minute) {
    return START.plus(Duration.ofMinutes(minute));
  }

  private static MachineLoad others(double part) {
    return new MachineLoad(
        Duration.ofSeconds(5), 2, part, 0, null, null, null, null, null, null, true);
  }
}

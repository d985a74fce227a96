package dev.halfspeed.campaign.bisection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.MachineState;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.WorkerResults;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StateDifferencesTest {
  private static final Map<String, Map<String, String>> STATES = new HashMap<>();

  private static JobRecord boot(int number, String machine, Map<String, String> state) {
    Map<String, String> comparable = MachineState.comparable(state);
    STATES.put(MachineState.digest(comparable), comparable);
    var result =
        new Result.Measured(
            new Result.BootReport("b" + number, "i", "r", state, Map.of()),
            List.of(),
            Duration.ZERO);
    return new JobRecord(
        "j" + number,
        1,
        "b",
        machine,
        JobKind.BOOT,
        "good",
        "c",
        "s",
        "CALIBRATION",
        null,
        null,
        Instant.EPOCH,
        Instant.EPOCH,
        Outcome.MEASURED.words(),
        "",
        WorkerResults.of(result),
        "");
  }

  @Test
  void onlyWhatDiffersOnOneMachineIsTold() {
    List<BisectionView.Difference> differences =
        StateDifferences.of(
            List.of(
                boot(1, "a", Map.of("clocksource", "tsc", "cmdline", "ro halfspeed.boot=1 quiet")),
                boot(2, "a", Map.of("clocksource", "hpet", "cmdline", "ro halfspeed.boot=2 quiet")),
                boot(3, "a", Map.of("clocksource", "tsc", "cmdline", "ro halfspeed.boot=3 quiet")),
                boot(4, "b", Map.of("clocksource", "acpi_pm"))),
            STATES,
            Map.of("j1/1", 1, "j2/1", 2, "j3/1", 3, "j4/1", 4));
    assertThat(differences)
        .containsExactly(
            new BisectionView.Difference(
                "a",
                "clocksource",
                List.of(
                    new BisectionView.Setting("tsc", List.of(1, 3)),
                    new BisectionView.Setting("hpet", List.of(2)))));
    assertThat(Words.difference(differences.getFirst()))
        .isEqualTo("clocksource on a: \"tsc\" in boots 1, 3; \"hpet\" in boot 2");
  }

  @Test
  void whatOneKernelDoesNotTellIsADifference() {
    assertThat(
            StateDifferences.of(
                List.of(boot(1, "a", Map.of("governor", "x")), boot(2, "a", Map.of())),
                STATES,
                Map.of("j1/1", 1, "j2/1", 2)))
        .singleElement()
        .satisfies(difference ->
            assertThat(difference.settings())
                .extracting(BisectionView.Setting::value)
                .containsExactly("x", "(not told)"));
  }
}

package dev.halfspeed.durations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.search.Workload;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.WorkerResults;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What work takes on machines, for a forecast. */
final class PaceTest {
  private static final String MACHINE = "lab1";

  private final List<JobRecord> jobs = new ArrayList<>();

  @Test
  void nothingIsKnownBeforeTheFirstBoot() {
    built(0, 200);
    assertThat(Pace.of(jobs, List.of(MACHINE, "lab2"))).isEmpty();
  }

  @Test
  void workInTurnTakesWhatItTakes() {
    built(0, 30);
    for (int round = 0; round < 4; round++) {
      booted(100 + 60 * round, 20, 10);
      built(130 + 60 * round, 30);
    }
    List<Workload.Machine> machines = Pace.of(jobs, List.of(MACHINE, "lab2"));
    assertThat(machines).hasSize(2);
    assertThat(machines.getFirst().buildSeconds()).isCloseTo(30, within(1e-6));
    assertThat(machines.getFirst().bootSeconds()).isCloseTo(30, within(1e-6));
    // Nothing is known of it yet: it is like the others.
    assertThat(machines.getLast()).isEqualTo(machines.getFirst());
  }

  @Test
  void workSideBySideTakesHalfOfTheMachine() {
    built(0, 200);
    for (int round = 0; round < 4; round++) {
      booted(200 + 30 * round, 20, 10);
      built(200 + 30 * round, 30);
    }
    Workload.Machine machine = Pace.of(jobs, List.of(MACHINE)).getFirst();
    assertThat(machine.buildSeconds()).isCloseTo(15, within(1e-6));
    assertThat(machine.bootSeconds()).isCloseTo(15, within(1e-6));
  }

  @Test
  void waitingCounts() {
    for (int round = 0; round < 4; round++) {
      booted(45 * round, 20, 10);
    }
    Workload.Machine machine = Pace.of(jobs, List.of(MACHINE)).getFirst();
    assertThat(machine.bootSeconds()).isCloseTo(30 * 165.0 / 120, within(1e-6));
  }

  private void built(int at, int seconds) {
    ended(
        JobKind.BUILD,
        at,
        seconds,
        new Result.Built(
            new Result.Image(
                "key",
                "commit",
                "build-id",
                "sha",
                null,
                "config",
                "",
                "6.12",
                "gcc",
                "/k",
                1,
                1,
                false,
                Duration.ofSeconds(seconds))));
  }

  private void booted(int at, int boot, int run) {
    ended(
        JobKind.BOOT,
        at,
        boot + run,
        new Result.Measured(
            new Result.BootReport(
                "boot", "build-id", "6.12", Map.of(), Map.of("measure", Duration.ofSeconds(run))),
            List.of(new Result.RunReport(1, Map.of("tps", 1.0), null, null)),
            Duration.ofSeconds(boot + run)));
  }

  private void ended(String kind, int at, int seconds, Result result) {
    jobs.add(
        new JobRecord(
            "b1-" + jobs.size(),
            1,
            "b1",
            MACHINE,
            kind,
            "good",
            "c0ffee",
            "subject",
            null,
            null,
            null,
            Instant.EPOCH.plusSeconds(at),
            Instant.EPOCH.plusSeconds(at + seconds),
            Outcome.of(result).words(),
            "",
            WorkerResults.of(result),
            ""));
  }
}

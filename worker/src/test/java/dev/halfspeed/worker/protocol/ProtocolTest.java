package dev.halfspeed.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProtocolTest {
  private static final JobId JOB = new JobId("b1-m-7", 2);

  @Test
  void everyRequestSurvivesTheWire() {
    var boot =
        new BootPlan.Qemu(
            BootPlan.Acceleration.EMULATION,
            BootPlan.Clock.INSTRUCTIONS,
            1,
            2L << 30,
            2,
            List.of("quiet"),
            Duration.ofSeconds(60));
    var own =
        new BootPlan.Own(
            BootPlan.Method.SYSTEMD_BOOT,
            4,
            2L << 30,
            List.of("quiet"),
            null,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60));
    var recipe =
        new RecipePlan(
            "pgbench",
            "d1",
            Map.of("clients", "4"),
            "prepare",
            null,
            "run",
            null,
            new RecipePlan.Results(
                "pgbench", Map.of("output", "pgbench.out", "log", "pgbench_log.*"), List.of()),
            List.of("pgbench"));
    var requests =
        List.<Request>of(
            new Request.Hello(1, Protocol.VERSION, 5),
            new Request.Start(2, JOB, new Job.Facts(null, List.of("fio"), Duration.ofMinutes(1))),
            new Request.Start(
                3,
                JOB,
                new Job.Build(
                    "k",
                    "c",
                    new Job.ConfigBase.MakeTarget("tinyconfig"),
                    List.of("CONFIG_64BIT=y\n"),
                    2,
                    List.of(),
                    1 << 30,
                    true,
                    Duration.ofHours(1))),
            new Request.Start(
                4, JOB, new Job.Measure("k", boot, recipe, 2, 99, Duration.ofMinutes(5))),
            new Request.Follow(5, JOB, 1),
            new Request.Cancel(6, JOB),
            new Request.ListJobs(7),
            new Request.Forget(8, JOB),
            new Request.Start(9, JOB, new Job.Switch("k", own, recipe, "t", Duration.ofMinutes(5))),
            new Request.Start(10, JOB, new Job.Recover(own, Duration.ofMinutes(5))),
            new Request.AskRunning(11),
            new Request.Leave(12, JOB, "b"));
    for (Request request : requests) {
      String line = Protocol.write(request);
      assertThat(line).doesNotContain("\n");
      assertThat(Protocol.read(line, Request.class)).isEqualTo(request);
    }
  }

  @Test
  void aRunFromBeforeConditionsWereRecordedHasNone() {
    var run = Protocol.read("{\"run\": 2, \"metrics\": {\"tps\": 7.5}}", Result.RunReport.class);
    assertThat(run).isEqualTo(new Result.RunReport(2, Map.of("tps", 7.5), null, null));
  }

  @Test
  void everyReplySurvivesTheWire() {
    var conditions =
        new HostConditions(
            Duration.ofMillis(5200), 2, 0.4, 0.01, 0.6, null, 0.0, 0.8, null, null, true);
    var report = new Result.RunReport(1, Map.of("tps", 1234.5), null, conditions);
    var replies =
        List.<Reply>of(
            new Reply.Welcome(1, 1, "v", "/home/u/w"),
            new Reply.Ok(2),
            new Reply.Running(
                2,
                "5f2b1c9e-0000-4000-8000-000000000000",
                "c0ffee00112233445566778899aabbccddeeff42"),
            new Reply.Event(
                3,
                new JobEvent(
                    1, Instant.ofEpochSecond(7), new JobEvent.Body.Progress("objects", 3, null))),
            new Reply.Event(
                4,
                new JobEvent(2, Instant.ofEpochSecond(8), new JobEvent.Body.RunFinished(report))),
            new Reply.Event(
                5,
                new JobEvent(
                    3,
                    Instant.ofEpochSecond(9),
                    new JobEvent.Body.Finished(
                        new Result.Measured(
                            new Result.BootReport("b", "i", "r", Map.of(), Map.of()),
                            List.of(report),
                            Duration.ofSeconds(3))))),
            new Reply.Event(
                6,
                new JobEvent(
                    4,
                    Instant.ofEpochSecond(9),
                    new JobEvent.Body.Finished(new Result.Switched("b", "i")))),
            new Reply.Event(
                7,
                new JobEvent(
                    5,
                    Instant.ofEpochSecond(9),
                    new JobEvent.Body.Finished(new Result.Recovered("Oops", true, false)))),
            new Reply.Jobs(6, List.of(new Reply.JobStatus(JOB, "Build", Reply.State.RUNNING, 12))),
            new Reply.Refused(7, Reply.Reason.STALE_LEASE, "lease 4 is older than 5"));
    for (Reply reply : replies) {
      assertThat(Protocol.read(Protocol.write(reply), Reply.class)).isEqualTo(reply);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "a b", "a/b", "-x", ".hidden"})
  void aJobNameThatIsNoFolderNameIsRefused(String name) {
    assertThatThrownBy(() -> new JobId(name, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}

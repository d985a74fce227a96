package dev.halfspeed.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.json.RowJson;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Profiling;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class JobOrderTest {
  private static final Duration DEADLINE = Duration.ofHours(1);

  private static final BootPlan.Own OWN =
      new BootPlan.Own(BootPlan.Method.KEXEC, 8, 1L << 33, List.of(), null, DEADLINE, DEADLINE);

  private static final RecipePlan.Results RESULTS =
      new RecipePlan.Results("pgbench", Map.of("log", "pgbench.log"), List.of("tps"));

  private static final RecipePlan FULL =
      new RecipePlan(
          "pgbench",
          "d1",
          Map.of("CLIENTS", "8"),
          "prepare.sh",
          "setup.sh",
          "run.sh",
          "teardown.sh",
          RESULTS,
          List.of("psql"),
          new RecipePlan.Takes(
              Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofSeconds(30), true));

  private static final RecipePlan BARE =
      new RecipePlan("tiny", "d2", Map.of(), null, null, "run.sh", null, RESULTS, List.of());

  static Stream<Job> jobs() {
    return Stream.of(
        new Job.Facts("image", List.of("fio"), DEADLINE),
        new Job.Facts(null, List.of(), DEADLINE),
        new Job.Build(
            "image",
            "4".repeat(40),
            new Job.ConfigBase.MakeTarget("tinyconfig"),
            List.of("CONFIG_A=y\n"),
            3,
            List.of("other"),
            1L << 31,
            true,
            DEADLINE),
        new Job.Build(
            "image",
            "4".repeat(40),
            new Job.ConfigBase.ConfigText("CONFIG_64BIT=y\n"),
            List.of(),
            0,
            List.of(),
            0,
            false,
            DEADLINE),
        new Job.Measure("image", OWN, FULL, 3, 42, DEADLINE),
        new Job.Measure("image", OWN, BARE, 1, 43, DEADLINE, new Profiling(999)));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void whoTakesAJobUpSendsTheSame(Job job) {
    String json = RowJson.write(JobOrder.of(job));
    assertThat(RowJson.read(json, JobOrder.class).job()).isEqualTo(job);
  }

  @Test
  void stepsOfABootAreNoJobsOfACampaign() {
    assertThatThrownBy(() -> JobOrder.of(new Job.Recover(OWN, DEADLINE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatHadATypeBeforeParsersHadNamesIsRead() {
    JobRecipe.Results results =
        RowJson.read(
            """
            {"@type": "Json", "file": "result.json"}
            """,
            JobRecipe.Results.class);
    assertThat(results)
        .isEqualTo(new JobRecipe.Results("json", Map.of("file", "result.json"), List.of()));
  }

  @Test
  void aRecipeThatWasKeptBeforeItNamedToolsNeedsNone() {
    JobRecipe before =
        RowJson.read(
            """
            {"name": "r", "digest": "d", "parameters": {}, "run": "run",
             "results": {"@type": "Pgbench", "output": "o", "log": "l*"}}
            """,
            JobRecipe.class);
    assertThat(before.plan())
        .isEqualTo(
            new RecipePlan(
                "r",
                "d",
                Map.of(),
                null,
                null,
                "run",
                null,
                new RecipePlan.Results("pgbench", Map.of("output", "o", "log", "l*"), List.of()),
                List.of()));
  }
}

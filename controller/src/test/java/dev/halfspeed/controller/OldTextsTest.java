package dev.halfspeed.controller;

import static dev.halfspeed.controller.OldLab.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.JobStore;
import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long texts that an earlier version wrote, which no page shows: none of them is lost. */
final class OldTextsTest {
  private static final String RESULTS =
      "FROM job JOIN job_end USING (job, attempt) JOIN bisection ON bisection = id ";

  @TempDir private Path folder;

  @Test
  void configurationsLogsHistogramsAndWorkAreKept() throws Exception {
    OldLab lab = OldLab.in(folder);
    try (Store store = SqliteStore.open(lab.database())) {
      assertThat(ended(store, job -> built(store, job)))
          .isNotEmpty()
          .containsExactlyElementsOf(
              lab.written(
                  "SELECT job, attempt, result_json ->> '$.image.config' "
                      + RESULTS
                      + "WHERE outcome = 'built' ORDER BY bisection.sequence, job_end.rowid"));
      assertThat(ended(store, job -> log(store, job)))
          .isNotEmpty()
          .containsExactlyElementsOf(
              lab.written(
                  "SELECT job, attempt, coalesce(result_json ->> '$.logTail',"
                      + " result_json ->> '$.consoleTail') AS log "
                      + RESULTS
                      + "WHERE length(log) > 0 ORDER BY bisection.sequence, job_end.rowid"));
      assertThat(
              campaigns(store)
                  .flatMap(campaign -> store.boots().runs(campaign).stream())
                  .map(RunRecord::histogram)
                  .filter(histogram -> histogram != null))
          .hasSize(
              lab.written(
                      "SELECT 1 FROM job_end, json_each(result_json, '$.runs') AS run"
                          + " WHERE run.value ->> '$.histogram' IS NOT NULL")
                  .size());
      assertThat(
              campaigns(store)
                  .flatMap(campaign -> store.jobs().unfinished(campaign).stream())
                  .map(open -> row(open.job().job(), open.work().orElse(""))))
          .isNotEmpty()
          .containsExactlyElementsOf(
              lab.written(
                  """
                  SELECT job, work_json FROM job WHERE NOT EXISTS (
                    SELECT 1 FROM job_end WHERE job_end.job = job.job
                      AND job_end.attempt = job.attempt)
                  ORDER BY sequence
                  """));
    }
  }

  private static Stream<String> campaigns(Store store) {
    return store.campaigns().all(EnumSet.of(CampaignRecord.Kind.BISECTION)).reversed().stream()
        .map(CampaignRecord::id);
  }

  private static List<String> ended(Store store, Function<JobRecord, Stream<String>> texts) {
    JobStore jobs = store.jobs();
    return campaigns(store)
        .flatMap(campaign -> jobs.ended(campaign).stream())
        .flatMap(texts)
        .toList();
  }

  private static Stream<String> built(Store store, JobRecord job) {
    return job.result() instanceof JobResult.Built built
        ? Stream.of(
            row(
                job.job(),
                job.attempt(),
                store.jobs().config(built.image().configSha256()).orElseThrow()))
        : Stream.empty();
  }

  private static Stream<String> log(Store store, JobRecord job) {
    String log = store.jobs().log(job.job(), job.attempt());
    return log.isEmpty() ? Stream.empty() : Stream.of(row(job.job(), job.attempt(), log));
  }
}

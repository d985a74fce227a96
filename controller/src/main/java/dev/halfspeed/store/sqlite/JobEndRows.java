package dev.halfspeed.store.sqlite;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.store.job.CountersRecord;
import dev.halfspeed.store.job.JobEnd;
import dev.halfspeed.store.job.ProfileRecord;
import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.store.job.SampleRecord;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Writes the end of a job, in the transaction that is open: how it ended, and what its build or its
 * boot left. {@link JobRow} reads the result back.
 */
record JobEndRows(Handle handle, JobEnd end) {
  /**
   * Adds all of these rows, unless the job has ended already.
   *
   * @return whether they were added
   */
  boolean insert() {
    int added =
        handle
            .createUpdate(
                """
                INSERT INTO job_end (job, attempt, ended_at, outcome, message, result, took, step,
                  detail, log)
                VALUES (:job, :attempt, :at, :outcome, :message, :kind, :took, :step, :detail, :log)
                ON CONFLICT (job, attempt) DO NOTHING
                """)
            .bind("job", end.job())
            .bind("attempt", end.attempt())
            .bind("at", end.at())
            .bind("outcome", end.outcome())
            .bind("message", end.message())
            .bind("kind", JobRow.Kind.of(end.result()))
            .bind("took", end.result().duration().map(Duration::toNanos).orElse(null))
            .bind("step", step(end.result()))
            .bind("detail", detail(end.result()))
            .bind("log", end.log().isEmpty() ? null : end.log())
            .execute();
    if (added == 0) {
      return false;
    }
    handle
        .createUpdate("DELETE FROM job_work WHERE job = :job AND attempt = :attempt")
        .bind("job", end.job())
        .bind("attempt", end.attempt())
        .execute();
    if (end.result() instanceof JobResult.Built(JobResult.BuiltImage image, Duration _)) {
      insert(image);
    }
    if (end.result() instanceof JobResult.Measured measured) {
      insert(measured);
    }
    end.profiles().forEach(this::insert);
    return true;
  }

  private static @Nullable String step(JobResult result) {
    return switch (result) {
      case JobResult.Unbuildable unbuildable -> unbuildable.step();
      case JobResult.Unbootable unbootable -> unbootable.how();
      case JobResult.ReproducerFailed failed -> failed.step();
      case JobResult.InfrastructureFault fault -> fault.fault().name();
      case JobResult.FactsFound _,
          JobResult.Built _,
          JobResult.Measured _,
          JobResult.Profiled _,
          JobResult.Cancelled _ ->
          null;
    };
  }

  private static @Nullable String detail(JobResult result) {
    return switch (result) {
      case JobResult.Unbuildable unbuildable -> unbuildable.message();
      case JobResult.Unbootable unbootable -> unbootable.message();
      case JobResult.ReproducerFailed failed -> failed.message();
      case JobResult.InfrastructureFault fault -> fault.message();
      case JobResult.Profiled profiled -> profiled.trouble();
      case JobResult.FactsFound _, JobResult.Built _, JobResult.Measured _, JobResult.Cancelled _ ->
          null;
    };
  }

  private void insert(JobResult.BuiltImage image) {
    end.config()
        .ifPresent(text ->
            handle
                .createUpdate(
                    """
                    INSERT INTO config_text (sha256, text) VALUES (:sha256, :text)
                    ON CONFLICT (sha256) DO NOTHING
                    """)
                .bind("sha256", image.configSha256())
                .bind("text", text)
                .execute());
    handle
        .createUpdate(
            """
            INSERT INTO build (job, attempt, image_key, "commit", build_id, kernel_sha256,
              functions_sha256, config_sha256, release, compiler, kernel_path, bytes, compiled_objects, reused)
            VALUES (:job, :attempt, :key, :commit, :buildId, :kernelSha256,
              :functionsSha256, :configSha256, :release, :compiler, :kernelPath, :bytes, :compiledObjects, :reused)
            """)
        .bind("job", end.job())
        .bind("attempt", end.attempt())
        .bindMethods(image)
        .execute();
  }

  private void insert(JobResult.Measured measured) {
    JobEnd.Boot boot =
        end.boot()
            .orElseThrow(
                () -> new IllegalArgumentException("job %s measured nothing".formatted(end.job())));
    handle
        .createUpdate(
            """
            INSERT INTO machine_state (sha256, state_json) VALUES (:sha256, :state)
            ON CONFLICT (sha256) DO NOTHING
            """)
        .bind("sha256", measured.boot().stateSha256())
        .bind("state", Documents.state(boot.state()))
        .execute();
    handle
        .createUpdate(
            """
            INSERT INTO boot (job, attempt, boot_id, build_id, release, command_line, state_sha256,
              phases_json, plan_json, runs)
            VALUES (:job, :attempt, :bootId, :buildId, :release, :commandLine, :stateSha256,
              :phasesJson, :plan, :runs)
            """)
        .bind("job", end.job())
        .bind("attempt", end.attempt())
        .bindMethods(measured.boot())
        .bind("phasesJson", Documents.phases(measured.boot().phases()))
        .bind("plan", boot.plan().isEmpty() ? null : boot.plan())
        .bind("runs", measured.runs())
        .execute();
    boot.runs().forEach(this::insert);
    boot.counters().forEach(this::insert);
    boot.samples().forEach(this::insert);
  }

  private void insert(RunRecord run) {
    handle
        .createUpdate(
            """
            INSERT INTO run (job, attempt, run, histogram, conditions_json)
            VALUES (:job, :attempt, :run, :histogram, :conditionsJson)
            """)
        .bindMethods(run)
        .bind("conditionsJson", Documents.conditions(run.conditions()))
        .execute();
  }

  private void insert(CountersRecord counted) {
    handle
        .createUpdate(
            """
            INSERT INTO run_counters (job, attempt, run, seconds, rates_json, levels_json)
            VALUES (:job, :attempt, :run, :seconds, :rates, :levels)
            """)
        .bindMethods(counted)
        .bind("seconds", counted.counters().seconds())
        .bind("rates", Documents.numbers(counted.counters().rates()))
        .bind("levels", Documents.numbers(counted.counters().levels()))
        .execute();
  }

  private void insert(ProfileRecord profile) {
    handle
        .createUpdate(
            """
            INSERT INTO run_profile (job, attempt, run, is_instructions, hertz, samples, lost,
              folded, metrics_json, notes_json)
            VALUES (:job, :attempt, :run, :isInstructions, :hertz, :samples, :lost,
              :folded, :metricsJson, :notesJson)
            """)
        .bindMethods(profile)
        .bind("metricsJson", Documents.numbers(profile.metrics()))
        .bind("notesJson", Documents.words(profile.notes()))
        .execute();
  }

  private void insert(SampleRecord sample) {
    handle
        .createUpdate(
            """
            INSERT INTO sample (job, attempt, run, metric, value, disturbance)
            VALUES (:job, :attempt, :run, :metric, :value, :disturbance)
            """)
        .bindMethods(sample)
        .execute();
  }
}

package dev.halfspeed.store.sqlite;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.store.job.JobRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Reads a job with its end, from a row that {@link #SELECT} gives. */
final class JobRow implements RowMapper<JobRecord> {
  static final String SELECT =
      """
      SELECT job.job, job.attempt, job.campaign, job.machine, job.kind, job.revision,
        job."commit", job.subject, job.purpose, job.image_key, job.position, job.started_at, job.log_path,
        job_end.ended_at, job_end.outcome, job_end.message, job_end.result, job_end.took,
        job_end.step, job_end.detail,
        build.image_key AS built_key, build."commit" AS built_commit,
        build.build_id AS built_build_id, build.kernel_sha256, build.functions_sha256, build.config_sha256,
        build.release AS built_release, build.compiler, build.kernel_path, build.bytes,
        build.compiled_objects, build.reused,
        boot.boot_id, boot.build_id, boot.release, boot.command_line, boot.state_sha256,
        boot.phases_json, boot.runs
      FROM job LEFT JOIN job_end USING (job, attempt)
        LEFT JOIN build USING (job, attempt)
        LEFT JOIN boot USING (job, attempt)
      """;

  /** What the column {@code result} says, one word for each case of a result. */
  enum Kind {
    FACTS,
    BUILT,
    UNBUILDABLE,
    MEASURED,
    PROFILED,
    UNBOOTABLE,
    REPRODUCER_FAILED,
    INFRASTRUCTURE_FAULT,
    CANCELLED;

    static Kind of(JobResult result) {
      return switch (result) {
        case JobResult.FactsFound _ -> FACTS;
        case JobResult.Built _ -> BUILT;
        case JobResult.Unbuildable _ -> UNBUILDABLE;
        case JobResult.Measured _ -> MEASURED;
        case JobResult.Profiled _ -> PROFILED;
        case JobResult.Unbootable _ -> UNBOOTABLE;
        case JobResult.ReproducerFailed _ -> REPRODUCER_FAILED;
        case JobResult.InfrastructureFault _ -> INFRASTRUCTURE_FAULT;
        case JobResult.Cancelled _ -> CANCELLED;
      };
    }
  }

  @Override
  public JobRecord map(ResultSet row, StatementContext context) throws SQLException {
    String kind = row.getString("result");
    return new JobRecord(
        text(row, "job"),
        row.getInt("attempt"),
        text(row, "campaign"),
        text(row, "machine"),
        text(row, "kind"),
        row.getString("revision"),
        row.getString("commit"),
        row.getString("subject"),
        row.getString("purpose"),
        row.getString("image_key"),
        row.getString("position"),
        Instant.parse(text(row, "started_at")),
        instant(row.getString("ended_at")),
        row.getString("outcome"),
        Objects.requireNonNullElse(row.getString("message"), ""),
        kind == null ? null : result(Kind.valueOf(kind), row),
        text(row, "log_path"));
  }

  private static JobResult result(Kind kind, ResultSet row) throws SQLException {
    return switch (kind) {
      case FACTS -> new JobResult.FactsFound();
      case BUILT ->
          new JobResult.Built(
              new JobResult.BuiltImage(
                  text(row, "built_key"),
                  text(row, "built_commit"),
                  text(row, "built_build_id"),
                  text(row, "kernel_sha256"),
                  row.getString("functions_sha256"),
                  text(row, "config_sha256"),
                  text(row, "built_release"),
                  text(row, "compiler"),
                  text(row, "kernel_path"),
                  row.getLong("bytes"),
                  row.getInt("compiled_objects"),
                  row.getBoolean("reused")),
              took(row));
      case UNBUILDABLE ->
          new JobResult.Unbuildable(text(row, "step"), text(row, "detail"), took(row));
      case MEASURED ->
          new JobResult.Measured(
              new JobResult.MeasuredBoot(
                  text(row, "boot_id"),
                  text(row, "build_id"),
                  text(row, "release"),
                  row.getString("command_line"),
                  text(row, "state_sha256"),
                  Documents.phases(text(row, "phases_json"))),
              row.getInt("runs"),
              took(row));
      case PROFILED -> new JobResult.Profiled(row.getString("detail"), took(row));
      case UNBOOTABLE ->
          new JobResult.Unbootable(text(row, "step"), text(row, "detail"), took(row));
      case REPRODUCER_FAILED ->
          new JobResult.ReproducerFailed(text(row, "step"), text(row, "detail"), took(row));
      case INFRASTRUCTURE_FAULT ->
          new JobResult.InfrastructureFault(
              JobResult.Fault.valueOf(text(row, "step")), text(row, "detail"));
      case CANCELLED -> new JobResult.Cancelled();
    };
  }

  private static Duration took(ResultSet row) throws SQLException {
    return Duration.ofNanos(row.getLong("took"));
  }

  private static String text(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(row.getString(column), column);
  }

  private static @Nullable Instant instant(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }
}

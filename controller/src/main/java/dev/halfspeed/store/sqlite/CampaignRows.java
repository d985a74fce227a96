package dev.halfspeed.store.sqlite;

import dev.halfspeed.core.Experiment;
import dev.halfspeed.core.MachineState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Copies the rows of schema 4, whose results were messages of the wire protocol as JSON, into the
 * tables of schema 5. It reads that JSON by itself: the protocol's own classes go on changing.
 *
 * <p>Orders are kept: rows of jobs, of their ends and of samples come in the order in which they
 * were written, and bisections and checks in that in which they were begun.
 */
final class CampaignRows implements JavaMigration {
  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("6");
  }

  @Override
  public String getDescription() {
    return "campaign rows";
  }

  @Override
  public Integer getChecksum() {
    return 1;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }

  @Override
  public void migrate(Context context) throws Exception {
    Connection connection = context.getConnection();
    campaigns(connection);
    copy(
        connection,
        """
        INSERT INTO decision (campaign, number, at, machine, action, revision, "commit", subject,
          why, assessment_json)
        SELECT bisection, number, at, machine, action, revision, "commit", subject, why,
          nullif(assessment_json, '{}')
        FROM old_decision ORDER BY rowid
        """);
    jobs(connection);
    ends(connection);
    copy(
        connection,
        """
        INSERT INTO sample (job, attempt, run, metric, value, disturbance)
        SELECT job, attempt, run, metric, value, disturbance FROM old_sample ORDER BY sequence
        """);
    checkBoots(connection);
  }

  private static void copy(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private static void campaigns(Connection connection) throws SQLException {
    try (Statement old = connection.createStatement();
        ResultSet rows =
            old.executeQuery(
                """
                SELECT id, 'BISECTION' AS kind, NULL AS machine, created_at, request_json,
                  detail_json, state, ended_at, ending_json ->> '$.words' AS message, ending_json,
                  sequence
                FROM bisection
                UNION ALL
                SELECT id, CASE kind WHEN 'full' THEN 'CHECK' ELSE 'RECHECK' END, machine,
                  started_at, request_json, detail_json, coalesce(verdict, 'running'), ended_at,
                  message, finding_json, sequence
                FROM machine_check LEFT JOIN machine_check_end ON check_id = id
                ORDER BY created_at, sequence
                """);
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO campaign (id, kind, machine, experiment, owner, created_at,
                  request_json, detail_json, state, ended_at, message, ending_json)
                VALUES (?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?)
                """)) {
      while (rows.next()) {
        set(
            insert,
            rows.getString("id"),
            rows.getString("kind"),
            rows.getString("machine"),
            experiment(Documents.tree(rows.getString("detail_json"))),
            rows.getString("created_at"),
            rows.getString("request_json"),
            rows.getString("detail_json"),
            rows.getString("state"),
            rows.getString("ended_at"),
            rows.getString("ended_at") == null ? null : words(rows.getString("message")),
            rows.getString("ending_json"));
      }
    }
  }

  private static String words(@Nullable String message) {
    return message == null ? "" : message;
  }

  private static String experiment(JsonNode detail) {
    return new Experiment(
            detail.path("recipe").asString(""),
            texts(detail.path("parameters")),
            detail.path("config").asString(""))
        .digest();
  }

  private static void jobs(Connection connection) throws SQLException {
    try (Statement old = connection.createStatement();
        ResultSet rows =
            old.executeQuery(
                """
                SELECT *, (SELECT 1 FROM old_job_end WHERE old_job_end.job = old_job.job
                  AND old_job_end.attempt = old_job.attempt) AS over
                FROM old_job ORDER BY sequence
                """);
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO job (job, attempt, campaign, machine, kind, revision, "commit", subject,
                  purpose, image_key, started_at, log_path)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """);
        PreparedStatement open =
            connection.prepareStatement(
                "INSERT INTO job_work (job, attempt, work) VALUES (?, ?, ?)")) {
      while (rows.next()) {
        String work = rows.getString("work_json");
        JsonNode order = Documents.tree(work);
        set(
            insert,
            rows.getString("job"),
            rows.getInt("attempt"),
            rows.getString("bisection"),
            rows.getString("machine"),
            rows.getString("kind"),
            rows.getString("revision"),
            rows.getString("commit"),
            rows.getString("subject"),
            rows.getString("purpose"),
            text(order, "imageKey", text(order, "probeImage", null)),
            rows.getString("started_at"),
            rows.getString("log_path"));
        if (rows.getString("over") == null && !work.equals("{}")) {
          set(open, rows.getString("job"), rows.getInt("attempt"), work);
        }
      }
    }
  }

  private static void ends(Connection connection) throws SQLException {
    try (Statement old = connection.createStatement();
        ResultSet rows =
            old.executeQuery(
                """
                SELECT old_job_end.job, old_job_end.attempt, ended_at, outcome, old_job_end.message,
                  result_json, work_json
                FROM old_job_end JOIN old_job USING (job, attempt) ORDER BY old_job_end.rowid
                """)) {
      while (rows.next()) {
        String result = rows.getString("result_json");
        end(
            connection,
            rows.getString("job"),
            rows.getInt("attempt"),
            rows.getString("ended_at"),
            rows.getString("outcome"),
            rows.getString("message"),
            result == null ? null : Documents.tree(result),
            plan(Documents.tree(rows.getString("work_json")).path("boot")));
      }
    }
  }

  private static @Nullable String plan(JsonNode plan) {
    return plan.isObject() ? plan.toString() : null;
  }

  /** The boots of checks were no jobs: each becomes one that has ended. */
  private static void checkBoots(Connection connection) throws SQLException {
    try (Statement old = connection.createStatement();
        ResultSet rows =
            old.executeQuery(
                """
                SELECT check_id, number, at, way_json, result_json, machine,
                  detail_json ->> '$.commit.id' AS "commit",
                  detail_json ->> '$.commit.subject' AS subject
                FROM machine_check_boot JOIN machine_check ON id = check_id
                ORDER BY machine_check.sequence, number
                """);
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO job (job, attempt, campaign, machine, kind, "commit", subject,
                  started_at, log_path)
                VALUES (?, 1, ?, ?, 'boot', ?, ?, ?, ?)
                """)) {
      while (rows.next()) {
        String check = rows.getString("check_id");
        String job = check + "-boot-" + rows.getInt("number");
        String at = rows.getString("at");
        JsonNode result = Documents.tree(rows.getString("result_json"));
        set(
            insert,
            job,
            check,
            rows.getString("machine"),
            rows.getString("commit"),
            rows.getString("subject"),
            InstantText.of(Instant.parse(at).minus(duration(result.path("took")))),
            "jobs/" + job + ".1");
        int runs = result.path("runs").size();
        end(
            connection,
            job,
            1,
            at,
            "measured",
            runs + (runs == 1 ? " run" : " runs"),
            result,
            rows.getString("way_json"));
        samples(connection, job, result);
      }
    }
  }

  private static void samples(Connection connection, String job, JsonNode result)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO sample (job, attempt, run, metric, value) VALUES (?, 1, ?, ?, ?)
            """)) {
      for (JsonNode run : result.path("runs")) {
        for (Map.Entry<String, JsonNode> metric : run.path("metrics").properties()) {
          double value = metric.getValue().asDouble(Double.NaN);
          if (Double.isFinite(value)) {
            set(insert, job, run.path("run").intValue(), metric.getKey(), value);
          }
        }
      }
    }
  }

  private static void end(
      Connection connection,
      String job,
      int attempt,
      String at,
      String outcome,
      String message,
      @Nullable JsonNode result,
      @Nullable String plan)
      throws SQLException {
    JsonNode known = result == null ? Documents.tree("{\"@type\":\"\"}") : result;
    String type = known.path("@type").asString();
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO job_end (job, attempt, ended_at, outcome, message, result, took, step,
              detail, log)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      JobRow.Kind kind = kind(type);
      String step =
          switch (kind) {
            case UNBUILDABLE, REPRODUCER_FAILED -> text(known, "step", "");
            case UNBOOTABLE -> text(known, "how", "");
            case INFRASTRUCTURE_FAULT -> text(known, "fault", "UNEXPECTED");
            case FACTS, BUILT, MEASURED, PROFILED, CANCELLED -> null;
          };
      String log = text(known, "logTail", text(known, "consoleTail", null));
      JsonNode took =
          kind == JobRow.Kind.BUILT ? known.path("image").path("took") : known.path("took");
      set(
          insert,
          job,
          attempt,
          at,
          outcome,
          message,
          kind.name(),
          took.isMissingNode() ? null : duration(took).toNanos(),
          step,
          step == null ? null : text(known, "message", message),
          log == null || log.isEmpty() ? null : log);
    }
    switch (type) {
      case "Built" -> build(connection, job, attempt, known.path("image"));
      case "Measured" -> boot(connection, job, attempt, known, plan);
      default -> {}
    }
  }

  private static JobRow.Kind kind(String type) {
    return switch (type) {
      case "FactsFound" -> JobRow.Kind.FACTS;
      case "Built" -> JobRow.Kind.BUILT;
      case "Unbuildable" -> JobRow.Kind.UNBUILDABLE;
      case "Measured" -> JobRow.Kind.MEASURED;
      case "Unbootable" -> JobRow.Kind.UNBOOTABLE;
      case "ReproducerFailed" -> JobRow.Kind.REPRODUCER_FAILED;
      case "Cancelled" -> JobRow.Kind.CANCELLED;
      default -> JobRow.Kind.INFRASTRUCTURE_FAULT;
    };
  }

  private static void build(Connection connection, String job, int attempt, JsonNode image)
      throws SQLException {
    try (PreparedStatement config =
            connection.prepareStatement(
                "INSERT INTO config_text (sha256, text) VALUES (?, ?) ON CONFLICT DO NOTHING");
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO build (job, attempt, image_key, "commit", build_id, kernel_sha256,
                  config_sha256, release, compiler, kernel_path, bytes, compiled_objects, reused)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)) {
      set(config, text(image, "configSha256", ""), text(image, "config", ""));
      set(
          insert,
          job,
          attempt,
          text(image, "key", ""),
          text(image, "commit", ""),
          text(image, "buildId", ""),
          text(image, "kernelSha256", ""),
          text(image, "configSha256", ""),
          text(image, "release", ""),
          text(image, "compiler", ""),
          text(image, "kernelPath", ""),
          image.path("bytes").longValue(),
          image.path("compiledObjects").intValue(),
          image.path("reused").asBoolean(false) ? 1 : 0);
    }
  }

  private static void boot(
      Connection connection, String job, int attempt, JsonNode result, @Nullable String plan)
      throws SQLException {
    JsonNode boot = result.path("boot");
    var raw = new TreeMap<>(texts(boot.path("state")));
    String commandLine = raw.get(MachineState.COMMAND_LINE);
    Map<String, String> state = MachineState.comparable(raw);
    var phases = new LinkedHashMap<String, Duration>();
    for (Map.Entry<String, JsonNode> phase : boot.path("phases").properties()) {
      phases.put(phase.getKey(), duration(phase.getValue()));
    }
    String digest = MachineState.digest(state);
    try (PreparedStatement states =
            connection.prepareStatement(
                "INSERT INTO machine_state (sha256, state_json) VALUES (?, ?)"
                    + " ON CONFLICT DO NOTHING");
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO boot (job, attempt, boot_id, build_id, release, command_line,
                  state_sha256, phases_json, plan_json, runs)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """);
        PreparedStatement runs =
            connection.prepareStatement(
                """
                INSERT INTO run (job, attempt, run, histogram, conditions_json)
                VALUES (?, ?, ?, ?, ?)
                """)) {
      set(states, digest, Documents.state(state));
      set(
          insert,
          job,
          attempt,
          text(boot, "bootId", ""),
          text(boot, "buildId", ""),
          text(boot, "kernelRelease", ""),
          commandLine,
          digest,
          Documents.phases(phases),
          plan,
          result.path("runs").size());
      for (JsonNode run : result.path("runs")) {
        JsonNode conditions = run.path("conditions");
        set(
            runs,
            job,
            attempt,
            run.path("run").intValue(),
            text(run, "histogram", null),
            conditions.isObject() ? conditions.toString() : null);
      }
    }
  }

  private static Map<String, String> texts(JsonNode object) {
    var texts = new HashMap<String, String>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      texts.put(entry.getKey(), entry.getValue().asString(""));
    }
    return texts;
  }

  private static @Nullable String text(JsonNode object, String field, @Nullable String otherwise) {
    JsonNode value = object.path(field);
    return value.isString() ? value.asString() : otherwise;
  }

  /** As ISO text, or as seconds. */
  private static Duration duration(JsonNode value) {
    if (value.isString()) {
      return Duration.parse(value.asString());
    }
    return value.isNumber()
        ? Duration.ofNanos(value.decimalValue().movePointRight(9).longValue())
        : Duration.ZERO;
  }

  private static void set(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int index = 0; index < values.length; index++) {
      statement.setObject(index + 1, values[index]);
    }
    statement.executeUpdate();
  }
}

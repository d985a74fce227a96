package dev.halfspeed.store.sqlite;

import dev.halfspeed.core.Intervention;
import dev.halfspeed.core.Intervention.Act;
import dev.halfspeed.store.campaign.InterventionStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The table {@code intervention}. */
record SqliteInterventions(Transactions transactions) implements InterventionStore {
  private static final List<String> COLUMNS =
      List.of(
          "priority",
          "boots",
          "machine_seconds",
          "revision",
          "commit",
          "after_job",
          "job",
          "attempt",
          "run",
          "verdict",
          "undoes");

  @Override
  public OptionalInt append(String campaign, Instant at, String by, Act act, String reason) {
    Map<String, @Nullable Object> row = row(act);
    return transactions.write(
        "keep an intervention in campaign " + campaign,
        handle ->
            handle
                .createQuery(
                    """
                    INSERT INTO intervention (campaign, number, at, principal, kind, priority,
                      boots, machine_seconds, revision, "commit", after_job, job, attempt, run,
                      verdict, undoes, reason)
                    SELECT id,
                      (SELECT coalesce(max(number), 0) + 1 FROM intervention WHERE campaign = id),
                      :at, :by, :kind, :priority, :boots, :machine_seconds, :revision, :commit,
                      :after_job, :job, :attempt, :run, :verdict, :undoes, :reason
                    FROM campaign WHERE id = :campaign AND ended_at IS NULL
                    RETURNING number
                    """)
                .bind("campaign", campaign)
                .bind("at", at)
                .bind("by", by)
                .bind("kind", InterventionRow.Kind.of(act))
                .bind("reason", reason)
                .bindMap(row)
                .mapTo(int.class)
                .findOne()
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty()));
  }

  private static Map<String, @Nullable Object> row(Act act) {
    var row = new HashMap<String, @Nullable Object>();
    COLUMNS.forEach(column -> row.put(column, null));
    switch (act) {
      case Act.Pause() -> {}
      case Act.Resume() -> {}
      case Act.Prioritize(int priority) -> row.put("priority", priority);
      case Act.Budget(Integer boots, Long machineSeconds) -> {
        row.put("boots", boots);
        row.put("machine_seconds", machineSeconds);
      }
      case Act.Remeasure(String revision, String commit, int afterJob) -> {
        row.put("revision", revision);
        row.put("commit", commit);
        row.put("after_job", afterJob);
      }
      case Act.Exclude(String job, int attempt, Integer run) -> {
        row.put("job", job);
        row.put("attempt", attempt);
        row.put("run", run);
      }
      case Act.Mark(String revision, String commit, Intervention.Verdict verdict) -> {
        row.put("revision", revision);
        row.put("commit", commit);
        row.put("verdict", verdict.name());
      }
      case Act.Undo(int number) -> row.put("undoes", number);
    }
    return row;
  }

  @Override
  public List<Intervention> all(String campaign) {
    return transactions.read(
        "read the interventions in campaign " + campaign,
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM intervention WHERE campaign = :campaign ORDER BY number")
                .bind("campaign", campaign)
                .mapTo(Intervention.class)
                .list());
  }
}

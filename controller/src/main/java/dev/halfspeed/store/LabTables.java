package dev.halfspeed.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a store knows of machines: what they told, what they may be given, and their checks. As for
 * the {@link Store} itself, every method is one transaction.
 */
public final class LabTables {
  private static final String CHECK =
      """
      SELECT id, machine, address, kind, started_at, request_json, detail_json, ended_at, verdict,
        message, finding_json
      FROM machine_check LEFT JOIN machine_check_end ON check_id = id
      """;

  private final Transactions transactions;

  LabTables(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Keeps what a machine told, in place of what it told before. */
  public void saveMachine(MachineRecord machine) {
    transactions.write(
        "keep machine " + machine.name(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO machine (name, address, facts_json, seen_at)
                    VALUES (:name, :address, :factsJson, :seenAt)
                    ON CONFLICT (name) DO UPDATE SET address = excluded.address,
                      facts_json = excluded.facts_json, seen_at = excluded.seen_at
                    """)
                .bindMethods(machine)
                .execute());
  }

  /** All machines that were ever looked at, by name. */
  public List<MachineRecord> machines() {
    return transactions.read(
        "read the machines",
        handle ->
            handle
                .createQuery("SELECT name, address, facts_json, seen_at FROM machine ORDER BY name")
                .mapTo(MachineRecord.class)
                .list());
  }

  /** Adds what a machine may be given from now on. */
  public void appendStanding(StandingRecord standing) {
    transactions.write(
        "keep the standing of " + standing.machine(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO standing (machine, address, state, cause, reason, at)
                    VALUES (:machine, :address, :state, :cause, :reason, :at)
                    """)
                .bindMethods(standing)
                .execute());
  }

  /** All standings of all machines in the order in which they came. */
  public List<StandingRecord> standings() {
    return transactions.read(
        "read the standings of machines",
        handle ->
            handle
                .createQuery(
                    """
                    SELECT machine, address, state, cause, reason, at FROM standing
                    ORDER BY sequence
                    """)
                .mapTo(StandingRecord.class)
                .list());
  }

  /** Adds a check that is about to start. */
  public void insertCheck(CheckRecord check) {
    if (check.endedAt() != null) {
      throw new IllegalArgumentException(
          "check %s has ended before its start".formatted(check.id()));
    }
    transactions.write(
        "keep check " + check.id(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO machine_check
                      (id, machine, address, kind, started_at, request_json, detail_json)
                    VALUES (:id, :machine, :address, :kind, :startedAt, :requestJson, :detailJson)
                    """)
                .bindMethods(check)
                .execute());
  }

  /** Adds a measured boot of a check. */
  public void appendCheckBoot(CheckBootRecord boot) {
    transactions.write(
        "keep a boot of check " + boot.check(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO machine_check_boot (check_id, number, at, way_json, result_json)
                    VALUES (:check, :number, :at, :wayJson, :resultJson)
                    """)
                .bindMethods(boot)
                .execute());
  }

  /**
   * Ends a check.
   *
   * @return false when it has ended already; its first end stays then
   */
  public boolean endCheck(
      String id, Instant at, String verdict, String message, @Nullable String findingJson) {
    return transactions.write(
        "end check " + id,
        handle ->
            handle
                    .createUpdate(
                        """
                        INSERT INTO machine_check_end
                          (check_id, ended_at, verdict, message, finding_json)
                        VALUES (:id, :at, :verdict, :message, :finding)
                        ON CONFLICT (check_id) DO NOTHING
                        """)
                    .bind("id", id)
                    .bind("at", at)
                    .bind("verdict", verdict)
                    .bind("message", message)
                    .bind("finding", findingJson)
                    .execute()
                > 0);
  }

  /** All checks, the oldest first. */
  public List<CheckRecord> checks() {
    return transactions.read(
        "read the checks",
        handle -> handle.createQuery(CHECK + "ORDER BY sequence").mapTo(CheckRecord.class).list());
  }

  /** One check; empty when there is none of that id. */
  public Optional<CheckRecord> check(String id) {
    return transactions.read(
        "read check " + id,
        handle ->
            handle
                .createQuery(CHECK + "WHERE id = :id")
                .bind("id", id)
                .mapTo(CheckRecord.class)
                .findOne());
  }

  /**
   * The youngest check of a machine that ended with a verdict.
   *
   * @param kind only of this kind; null for any
   */
  public Optional<CheckRecord> lastCheck(String machine, String verdict, @Nullable String kind) {
    return transactions.read(
        "read the last check of " + machine,
        handle ->
            handle
                .createQuery(
                    CHECK
                        + "WHERE machine = :machine AND verdict = :verdict"
                        + " AND (:kind IS NULL OR kind = :kind) AND ended_at IS NOT NULL"
                        + " ORDER BY sequence DESC LIMIT 1")
                .bind("machine", machine)
                .bind("verdict", verdict)
                .bind("kind", kind)
                .mapTo(CheckRecord.class)
                .findOne());
  }

  /** Checks that are not known to have ended, the oldest first. */
  public List<CheckRecord> openChecks() {
    return transactions.read(
        "read the open checks",
        handle ->
            handle
                .createQuery(CHECK + "WHERE ended_at IS NULL ORDER BY sequence")
                .mapTo(CheckRecord.class)
                .list());
  }

  /** The measured boots of a check in their order. */
  public List<CheckBootRecord> checkBoots(String check) {
    return transactions.read(
        "read the boots of check " + check,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT check_id AS "check", number, at, way_json, result_json
                    FROM machine_check_boot WHERE check_id = :check ORDER BY number
                    """)
                .bind("check", check)
                .mapTo(CheckBootRecord.class)
                .list());
  }

  /** How many jobs of bisections have ended on a machine since then. */
  public int jobsSince(String machine, Instant since) {
    return transactions.read(
        "count the jobs of " + machine,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*) FROM job JOIN job_end USING (job, attempt)
                    WHERE machine = :machine AND ended_at > :since
                    """)
                .bind("machine", machine)
                .bind("since", since)
                .mapTo(int.class)
                .one());
  }
}

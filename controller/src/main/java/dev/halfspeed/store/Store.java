package dev.halfspeed.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.halfspeed.problem.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/**
 * One controller's SQLite file. Every method is one transaction that is on the disk when the method
 * returns. Any thread may call; writers wait for each other.
 *
 * <p>Methods throw {@link StoreException} when the file fails, and when a row contradicts those
 * already there (an unknown bisection, a second start of the same attempt).
 */
public final class Store implements AutoCloseable {
  private static final String BISECTION =
      """
      SELECT id, created_at, request_json, state, ended_at, ending_json, detail_json
      FROM bisection
      """;
  private static final String JOB =
      """
      SELECT job, attempt, bisection, machine, kind, revision, "commit", subject, purpose,
        work_json, started_at, ended_at, outcome,
        coalesce(job_end.message, job.message) AS message, result_json, log_path
      FROM job LEFT JOIN job_end USING (job, attempt)
      """;
  private static final String CHECK =
      """
      SELECT id, machine, address, kind, started_at, request_json, detail_json, ended_at, verdict,
        message, finding_json
      FROM machine_check LEFT JOIN machine_check_end ON check_id = id
      """;

  /** Knows what it has parsed once, for every store of this program. */
  private static final SqlParser STATEMENTS = new ColonPrefixSqlParser();

  private final FileClaim claim;
  private final HikariDataSource pool;
  private final Jdbi jdbi;

  /** SQLite's own waiting for a lock is not fair; this is. */
  private final ReentrantLock writing = new ReentrantLock(true);

  private final WriteWatch watch;

  Store(FileClaim claim, HikariDataSource pool, WriteWatch watch) {
    this.claim = claim;
    this.pool = pool;
    this.watch = watch;
    this.jdbi = Jdbi.create(pool);
    jdbi.getConfig(SqlStatements.class).setSqlParser(STATEMENTS);
    InstantText.install(jdbi);
    for (Class<?> type :
        List.of(
            BisectionRecord.class,
            JobRecord.class,
            SampleRecord.class,
            ImageRecord.class,
            DecisionRecord.class,
            MachineRecord.class,
            StandingRecord.class,
            CheckRecord.class,
            CheckBootRecord.class)) {
      jdbi.registerRowMapper(ConstructorMapper.factory(type));
    }
  }

  /**
   * Opens a store, making its folder and file when they are not there, and bringing an older schema
   * up to date.
   *
   * @throws Problem when the file can't be used: another controller works with it, it is no
   *     Halfspeed database or a newer one, or may not be written. The file is left as it was.
   */
  public static Store open(Path databaseFile) throws Problem {
    return open(databaseFile, WriteWatch.NONE);
  }

  /** Opens a store whose writes are watched. */
  public static Store open(Path databaseFile, WriteWatch watch) throws Problem {
    Path file = DatabaseFile.prepare(databaseFile);
    FileClaim claim = FileClaim.on(file);
    try {
      return new Store(claim, DatabaseFile.open(file), watch);
    } catch (Problem | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  /**
   * Raises the lease token.
   *
   * @param other a token of another store
   * @return higher than that, and than any that this store gave before; from 1
   */
  public long nextLease(long other) {
    return write(
        "raise the lease",
        handle ->
            handle
                .createQuery("UPDATE lease SET token = max(token, :other) + 1 RETURNING token")
                .bind("other", other)
                .mapTo(long.class)
                .one());
  }

  /** Adds a bisection that was accepted. */
  public void insertBisection(BisectionRecord bisection) {
    write(
        "keep bisection " + bisection.id(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO bisection
                      (id, created_at, request_json, state, ended_at, ending_json, detail_json)
                    VALUES
                      (:id, :createdAt, :requestJson, :state, :endedAt, :endingJson, :detailJson)
                    """)
                .bindMethods(bisection)
                .execute());
  }

  /** Replaces what was resolved from a bisection's request. */
  public void updateDetail(String id, String detailJson) {
    write(
        "update bisection " + id,
        handle ->
            handle
                .createUpdate("UPDATE bisection SET detail_json = :detail WHERE id = :id")
                .bind("detail", detailJson)
                .bind("id", id)
                .execute());
  }

  /**
   * Ends a bisection.
   *
   * @return false when it has ended already; its first ending stays then
   */
  public boolean endBisection(String id, String state, String endingJson, Instant at) {
    return write(
        "end bisection " + id,
        handle ->
            handle
                    .createUpdate(
                        """
                        UPDATE bisection
                        SET state = :state, ending_json = :ending, ended_at = :at
                        WHERE id = :id AND ended_at IS NULL
                        """)
                    .bind("state", state)
                    .bind("ending", endingJson)
                    .bind("at", at)
                    .bind("id", id)
                    .execute()
                > 0);
  }

  /** One bisection; empty when there is none of that id. */
  public Optional<BisectionRecord> bisection(String id) {
    return read(
        "read bisection " + id,
        handle ->
            handle
                .createQuery(BISECTION + "WHERE id = :id")
                .bind("id", id)
                .mapTo(BisectionRecord.class)
                .findOne());
  }

  /** All bisections, the newest first. */
  public List<BisectionRecord> bisections() {
    return read(
        "read the bisections",
        handle ->
            handle
                .createQuery(BISECTION + "ORDER BY sequence DESC")
                .mapTo(BisectionRecord.class)
                .list());
  }

  /** Bisections that have not ended, the oldest first. */
  public List<BisectionRecord> openBisections() {
    return read(
        "read the open bisections",
        handle ->
            handle
                .createQuery(BISECTION + "WHERE ended_at IS NULL ORDER BY sequence")
                .mapTo(BisectionRecord.class)
                .list());
  }

  /** Adds a job that is about to start, together with the decision that asked for it. */
  public void startJob(JobRecord job, DecisionRecord decision) {
    write(
        "start job " + job.job(),
        handle -> {
          insertDecision(handle, decision);
          return insertJob(handle, job);
        });
  }

  /** Adds a job that is about to start by itself: facts, or another attempt. */
  public void startJob(JobRecord job) {
    write("start job " + job.job(), handle -> insertJob(handle, job));
  }

  /** Adds a decision that starts no job. */
  public void appendDecision(DecisionRecord decision) {
    write(
        "keep a decision of bisection " + decision.bisection(),
        handle -> insertDecision(handle, decision));
  }

  /**
   * Ends a job that left no image.
   *
   * @return false when it has ended already; nothing is changed then
   */
  public boolean finishJob(
      String job,
      int attempt,
      Instant at,
      String outcome,
      String message,
      @Nullable String resultJson,
      List<SampleRecord> samples) {
    return finishJob(job, attempt, at, outcome, message, resultJson, samples, Optional.empty());
  }

  /**
   * Ends a job, with its samples and its image.
   *
   * @return false when it has ended already; nothing is changed then
   */
  public boolean finishJob(
      String job,
      int attempt,
      Instant at,
      String outcome,
      String message,
      @Nullable String resultJson,
      List<SampleRecord> samples,
      Optional<ImageRecord> image) {
    for (SampleRecord sample : samples) {
      if (!sample.job().equals(job) || sample.attempt() != attempt) {
        throw new IllegalArgumentException(
            "%s is no sample of attempt %d at job %s".formatted(sample, attempt, job));
      }
    }
    return write(
        "end job " + job,
        handle -> {
          int added =
              handle
                  .createUpdate(
                      """
                      INSERT INTO job_end (job, attempt, ended_at, outcome, message, result_json)
                      VALUES (:job, :attempt, :at, :outcome, :message, :result)
                      ON CONFLICT (job, attempt) DO NOTHING
                      """)
                  .bind("job", job)
                  .bind("attempt", attempt)
                  .bind("at", at)
                  .bind("outcome", outcome)
                  .bind("message", message)
                  .bind("result", resultJson)
                  .execute();
          if (added == 0) {
            return false;
          }
          insertSamples(handle, samples);
          image.ifPresent(made -> insertImage(handle, made));
          return true;
        });
  }

  /** The jobs of a bisection in the order in which they were started. */
  public List<JobRecord> jobs(String bisection) {
    return read(
        "read the jobs of bisection " + bisection,
        handle ->
            handle
                .createQuery(JOB + "WHERE bisection = :bisection ORDER BY sequence")
                .bind("bisection", bisection)
                .mapTo(JobRecord.class)
                .list());
  }

  /**
   * Those of {@link #jobs} that have ended, in the order in which that was written: clocks jump,
   * and what was decided in between knew those before and not those after.
   */
  public List<JobRecord> endedJobs(String bisection) {
    return read(
        "read the ended jobs of bisection " + bisection,
        handle ->
            handle
                .createQuery(
                    // Rows are only added, so their numbers rise.
                    JOB
                        + "WHERE bisection = :bisection AND ended_at IS NOT NULL"
                        + " ORDER BY job_end.rowid")
                .bind("bisection", bisection)
                .mapTo(JobRecord.class)
                .list());
  }

  /** Those of {@link #jobs} that are not known to have ended: a machine may still be at them. */
  public List<JobRecord> unfinishedJobs(String bisection) {
    return read(
        "read the unfinished jobs of bisection " + bisection,
        handle ->
            handle
                .createQuery(
                    JOB + "WHERE bisection = :bisection AND ended_at IS NULL ORDER BY sequence")
                .bind("bisection", bisection)
                .mapTo(JobRecord.class)
                .list());
  }

  /** The samples of a bisection in the order in which they were stored. */
  public List<SampleRecord> samples(String bisection) {
    return read(
        "read the samples of bisection " + bisection,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT job, attempt, run, metric, value
                    FROM sample JOIN job USING (job, attempt)
                    WHERE bisection = :bisection ORDER BY sample.sequence
                    """)
                .bind("bisection", bisection)
                .mapTo(SampleRecord.class)
                .list());
  }

  /** The decisions of a bisection by number. */
  public List<DecisionRecord> decisions(String bisection) {
    return read(
        "read the decisions of bisection " + bisection,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT bisection, number, at, machine, action, revision, "commit", subject,
                      why, assessment_json
                    FROM decision WHERE bisection = :bisection ORDER BY number
                    """)
                .bind("bisection", bisection)
                .mapTo(DecisionRecord.class)
                .list());
  }

  /** The number that the next decision of a bisection takes, from 1. */
  public long nextDecisionNumber(String bisection) {
    return read(
        "number a decision of bisection " + bisection,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT coalesce(max(number), 0) + 1 FROM decision
                    WHERE bisection = :bisection
                    """)
                .bind("bisection", bisection)
                .mapTo(long.class)
                .one());
  }

  /** Keeps what lies on a machine, in place of an image of the same key there. */
  public void saveImage(ImageRecord image) {
    write("keep image " + image.key(), handle -> insertImage(handle, image));
  }

  /** Says that an image was used. Does nothing when it is not there. */
  public void touchImage(String key, String machine, Instant at) {
    write(
        "touch image " + key,
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE image SET used_at = max(used_at, :at)
                    WHERE key = :key AND machine = :machine
                    """)
                .bind("at", at)
                .bind("key", key)
                .bind("machine", machine)
                .execute());
  }

  /** The images on a machine, the one not used for longest first. */
  public List<ImageRecord> images(String machine) {
    return read(
        "read the images of " + machine,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT key, machine, "commit", tree, build_id, kernel_sha256, bytes,
                      build_seconds, built_at, used_at
                    FROM image WHERE machine = :machine ORDER BY used_at, key
                    """)
                .bind("machine", machine)
                .mapTo(ImageRecord.class)
                .list());
  }

  /** Forgets an image that no longer lies on a machine. Does nothing when it is not there. */
  public void deleteImage(String key, String machine) {
    write(
        "forget image " + key,
        handle ->
            handle
                .createUpdate("DELETE FROM image WHERE key = :key AND machine = :machine")
                .bind("key", key)
                .bind("machine", machine)
                .execute());
  }

  /** Keeps what a machine told, in place of what it told before. */
  public void saveMachine(MachineRecord machine) {
    write(
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
    return read(
        "read the machines",
        handle ->
            handle
                .createQuery("SELECT name, address, facts_json, seen_at FROM machine ORDER BY name")
                .mapTo(MachineRecord.class)
                .list());
  }

  /** Adds what a machine may be given from now on. */
  public void appendStanding(StandingRecord standing) {
    write(
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
    return read(
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
    write(
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
    write(
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
    return write(
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
    return read(
        "read the checks",
        handle -> handle.createQuery(CHECK + "ORDER BY sequence").mapTo(CheckRecord.class).list());
  }

  /** One check; empty when there is none of that id. */
  public Optional<CheckRecord> check(String id) {
    return read(
        "read check " + id,
        handle ->
            handle
                .createQuery(CHECK + "WHERE id = :id")
                .bind("id", id)
                .mapTo(CheckRecord.class)
                .findOne());
  }

  /** Checks that are not known to have ended, the oldest first. */
  public List<CheckRecord> openChecks() {
    return read(
        "read the open checks",
        handle ->
            handle
                .createQuery(CHECK + "WHERE ended_at IS NULL ORDER BY sequence")
                .mapTo(CheckRecord.class)
                .list());
  }

  /** The measured boots of a check in their order. */
  public List<CheckBootRecord> checkBoots(String check) {
    return read(
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
    return read(
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

  /** Closes the file and gives up the claim on it. */
  @Override
  public void close() {
    try (claim) {
      pool.close();
    }
  }

  private static int insertDecision(Handle handle, DecisionRecord decision) {
    return handle
        .createUpdate(
            """
            INSERT INTO decision (bisection, number, at, machine, action, revision, "commit",
              subject, why, assessment_json)
            VALUES (:bisection, :number, :at, :machine, :action, :revision, :commit,
              :subject, :why, :assessmentJson)
            """)
        .bindMethods(decision)
        .execute();
  }

  private static int insertJob(Handle handle, JobRecord job) {
    if (job.endedAt() != null || job.outcome() != null || job.resultJson() != null) {
      throw new IllegalArgumentException("job %s has ended before its start".formatted(job.job()));
    }
    return handle
        .createUpdate(
            """
            INSERT INTO job (job, attempt, bisection, machine, kind, revision, "commit", subject,
              purpose, work_json, started_at, message, log_path)
            VALUES (:job, :attempt, :bisection, :machine, :kind, :revision, :commit, :subject,
              :purpose, :workJson, :startedAt, :message, :logPath)
            """)
        .bindMethods(job)
        .execute();
  }

  private static void insertSamples(Handle handle, List<SampleRecord> samples) {
    for (SampleRecord sample : samples) {
      handle
          .createUpdate(
              """
              INSERT INTO sample (job, attempt, run, metric, value)
              VALUES (:job, :attempt, :run, :metric, :value)
              """)
          .bindMethods(sample)
          .execute();
    }
  }

  private static int insertImage(Handle handle, ImageRecord image) {
    return handle
        .createUpdate(
            """
            INSERT OR REPLACE INTO image (key, machine, "commit", tree, build_id, kernel_sha256,
              bytes, build_seconds, built_at, used_at)
            VALUES (:key, :machine, :commit, :tree, :buildId, :kernelSha256,
              :bytes, :buildSeconds, :builtAt, :usedAt)
            """)
        .bindMethods(image)
        .execute();
  }

  private <T> T write(String what, Function<Handle, T> change) {
    watch.before(what);
    T changed;
    writing.lock();
    try {
      changed = jdbi.inTransaction(change::apply);
    } catch (JdbiException e) {
      throw new StoreException("Can't " + what + ": " + e.getMessage(), e);
    } finally {
      writing.unlock();
    }
    watch.after(what);
    return changed;
  }

  private <T> T read(String what, Function<Handle, T> query) {
    try {
      return jdbi.withHandle(query::apply);
    } catch (JdbiException e) {
      throw new StoreException("Can't " + what + ": " + e.getMessage(), e);
    }
  }
}

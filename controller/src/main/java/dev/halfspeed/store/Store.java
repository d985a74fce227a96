package dev.halfspeed.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.halfspeed.problem.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
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

  /** Knows what it has parsed once, for every store of this program. */
  private static final SqlParser STATEMENTS = new ColonPrefixSqlParser();

  private final FileClaim claim;
  private final HikariDataSource pool;
  private final Transactions transactions;
  private final LabTables lab;

  Store(FileClaim claim, Path file, HikariDataSource pool, WriteWatch watch) {
    this.claim = claim;
    this.pool = pool;
    Jdbi jdbi = Jdbi.create(pool);
    jdbi.getConfig(SqlStatements.class).setSqlParser(STATEMENTS);
    InstantText.install(jdbi);
    for (Class<?> type :
        List.of(
            BisectionRecord.class,
            JobRecord.class,
            SampleRecord.class,
            DecisionRecord.class,
            MachineRecord.class,
            StandingRecord.class,
            CheckRecord.class,
            CheckBootRecord.class)) {
      jdbi.registerRowMapper(ConstructorMapper.factory(type));
    }
    transactions = new Transactions(file, jdbi, watch);
    lab = new LabTables(transactions);
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
      return new Store(claim, file, DatabaseFile.open(file), watch);
    } catch (Problem | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  /** What is known of machines: in the same file. */
  public LabTables lab() {
    return lab;
  }

  /**
   * Raises the lease token.
   *
   * @param other a token of another store
   * @return higher than that, and than any that this store gave before; from 1
   */
  public long nextLease(long other) {
    return transactions.write(
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
    transactions.write(
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
    transactions.write(
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
    return transactions.write(
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
    return transactions.read(
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
    return transactions.read(
        "read the bisections",
        handle ->
            handle
                .createQuery(BISECTION + "ORDER BY sequence DESC")
                .mapTo(BisectionRecord.class)
                .list());
  }

  /** Bisections that have not ended, the oldest first. */
  public List<BisectionRecord> openBisections() {
    return transactions.read(
        "read the open bisections",
        handle ->
            handle
                .createQuery(BISECTION + "WHERE ended_at IS NULL ORDER BY sequence")
                .mapTo(BisectionRecord.class)
                .list());
  }

  /** Adds a job that is about to start, together with the decision that asked for it. */
  public void startJob(JobRecord job, DecisionRecord decision) {
    transactions.write(
        "start job " + job.job(),
        handle -> {
          insertDecision(handle, decision);
          return insertJob(handle, job);
        });
  }

  /** Adds a job that is about to start by itself: facts, or another attempt. */
  public void startJob(JobRecord job) {
    transactions.write("start job " + job.job(), handle -> insertJob(handle, job));
  }

  /** Adds a decision that starts no job. */
  public void appendDecision(DecisionRecord decision) {
    transactions.write(
        "keep a decision of bisection " + decision.bisection(),
        handle -> insertDecision(handle, decision));
  }

  /**
   * Ends a job, with its samples.
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
    for (SampleRecord sample : samples) {
      if (!sample.job().equals(job) || sample.attempt() != attempt) {
        throw new IllegalArgumentException(
            "%s is no sample of attempt %d at job %s".formatted(sample, attempt, job));
      }
    }
    return transactions.write(
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
          return true;
        });
  }

  /** The jobs of a bisection in the order in which they were started. */
  public List<JobRecord> jobs(String bisection) {
    return transactions.read(
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
    return transactions.read(
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
    return transactions.read(
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
    return transactions.read(
        "read the samples of bisection " + bisection,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT job, attempt, run, metric, value, disturbance
                    FROM sample JOIN job USING (job, attempt)
                    WHERE bisection = :bisection ORDER BY sample.sequence
                    """)
                .bind("bisection", bisection)
                .mapTo(SampleRecord.class)
                .list());
  }

  /** The decisions of a bisection by number. */
  public List<DecisionRecord> decisions(String bisection) {
    return transactions.read(
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
    return transactions.read(
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
              INSERT INTO sample (job, attempt, run, metric, value, disturbance)
              VALUES (:job, :attempt, :run, :metric, :value, :disturbance)
              """)
          .bindMethods(sample)
          .execute();
    }
  }
}

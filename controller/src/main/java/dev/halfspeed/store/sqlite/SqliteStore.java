package dev.halfspeed.store.sqlite;

import com.zaxxer.hikari.HikariDataSource;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.access.ActionRecord;
import dev.halfspeed.store.access.ActionStore;
import dev.halfspeed.store.access.AnswerRecord;
import dev.halfspeed.store.access.AnswerStore;
import dev.halfspeed.store.access.AuditRecord;
import dev.halfspeed.store.access.AuditStore;
import dev.halfspeed.store.access.TokenRecord;
import dev.halfspeed.store.access.TokenStore;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.campaign.CampaignRow;
import dev.halfspeed.store.campaign.CampaignStore;
import dev.halfspeed.store.campaign.CampaignSummary;
import dev.halfspeed.store.campaign.ComparisonRow;
import dev.halfspeed.store.campaign.DecisionRecord;
import dev.halfspeed.store.campaign.InterventionStore;
import dev.halfspeed.store.job.BootStore;
import dev.halfspeed.store.job.BuildRow;
import dev.halfspeed.store.job.BuildStore;
import dev.halfspeed.store.job.JobStore;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.store.job.SampleStore;
import dev.halfspeed.store.job.VariantRow;
import dev.halfspeed.store.machine.LabRecord;
import dev.halfspeed.store.machine.LeaseStore;
import dev.halfspeed.store.machine.MachineRecord;
import dev.halfspeed.store.machine.MachineStore;
import dev.halfspeed.store.machine.RegistryStore;
import dev.halfspeed.store.machine.RepositoryRecord;
import dev.halfspeed.store.machine.StatusRecord;
import dev.halfspeed.store.regression.AlarmStore;
import dev.halfspeed.store.regression.NoticeAttemptRecord;
import dev.halfspeed.store.regression.NoticeRecord;
import dev.halfspeed.store.regression.NoticeStore;
import dev.halfspeed.store.regression.RegressionEventRecord;
import dev.halfspeed.store.regression.RegressionStore;
import dev.halfspeed.store.watch.SeriesRecord;
import dev.halfspeed.store.watch.SeriesStore;
import dev.halfspeed.store.watch.WatchEventRecord;
import dev.halfspeed.store.watch.WatchPointStore;
import dev.halfspeed.store.watch.WatchRecord;
import dev.halfspeed.store.watch.WatchStore;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.SqlStatements;

/** One controller's SQLite file. */
public final class SqliteStore implements Store {
  /** Knows what it has parsed once, for every store of this program. */
  private static final SqlParser STATEMENTS = new ColonPrefixSqlParser();

  private final FileClaim claim;
  private final HikariDataSource pool;
  private final Transactions transactions;

  SqliteStore(FileClaim claim, Path file, HikariDataSource pool, WriteWatch watch) {
    this.claim = claim;
    this.pool = pool;
    Jdbi jdbi = Jdbi.create(pool);
    jdbi.getConfig(SqlStatements.class).setSqlParser(STATEMENTS);
    InstantText.install(jdbi);
    for (Class<?> type :
        List.of(
            CampaignRecord.class,
            CampaignSummary.class,
            CampaignRow.class,
            ComparisonRow.class,
            SampleRecord.class,
            DecisionRecord.class,
            MachineRecord.class,
            StatusRecord.class,
            RegressionEventRecord.class,
            NoticeRecord.class,
            NoticeAttemptRecord.class,
            ActionRecord.class,
            TokenRecord.class,
            AuditRecord.class,
            LabRecord.Member.class,
            SqliteRegistry.LabRow.class,
            RepositoryRecord.class,
            AnswerRecord.class,
            BuildRow.class,
            VariantRow.class,
            WatchRecord.class,
            WatchEventRecord.class,
            SeriesRecord.class)) {
      register(jdbi, type);
    }
    jdbi.registerRowMapper(new JobRow());
    jdbi.registerRowMapper(new RunRow());
    jdbi.registerRowMapper(new AlarmRow());
    jdbi.registerRowMapper(new InterventionRow());
    transactions = new Transactions(file, jdbi, watch);
  }

  private static <T> void register(Jdbi jdbi, Class<T> type) {
    jdbi.registerRowMapper(type, new RecordRow<>(type));
  }

  /**
   * Opens a store, making its folder and file when they are not there, and bringing an older schema
   * up to date.
   *
   * @throws Problem when the file can't be used: another controller works with it, it is no
   *     Halfspeed database or a newer one, or may not be written. The file is left as it was.
   */
  public static SqliteStore open(Path databaseFile) throws Problem {
    return open(databaseFile, WriteWatch.NONE);
  }

  /** Opens a store whose writes are watched. */
  public static SqliteStore open(Path databaseFile, WriteWatch watch) throws Problem {
    Path file = DatabaseFile.prepare(databaseFile);
    FileClaim claim = FileClaim.on(file);
    try {
      return new SqliteStore(claim, file, DatabaseFile.open(file), watch);
    } catch (Problem | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  @Override
  public CampaignStore campaigns() {
    return new SqliteCampaigns(transactions);
  }

  @Override
  public JobStore jobs() {
    return new SqliteJobs(transactions);
  }

  @Override
  public BootStore boots() {
    return new SqliteBoots(transactions);
  }

  @Override
  public SampleStore samples() {
    return new SqliteSamples(transactions);
  }

  @Override
  public BuildStore builds() {
    return new SqliteBuilds(transactions);
  }

  @Override
  public MachineStore machines() {
    return new SqliteMachines(transactions);
  }

  @Override
  public AlarmStore alarms() {
    return new SqliteAlarms(transactions);
  }

  @Override
  public RegressionStore regressions() {
    return new SqliteRegressions(transactions);
  }

  @Override
  public NoticeStore notices() {
    return new SqliteNotices(transactions);
  }

  @Override
  public RegistryStore registry() {
    return new SqliteRegistry(transactions);
  }

  @Override
  public ActionStore actions() {
    return new SqliteActions(transactions);
  }

  @Override
  public InterventionStore interventions() {
    return new SqliteInterventions(transactions);
  }

  @Override
  public TokenStore tokens() {
    return new SqliteTokens(transactions);
  }

  @Override
  public AuditStore audit() {
    return new SqliteAudit(transactions);
  }

  @Override
  public WatchStore watches() {
    return new SqliteWatches(transactions);
  }

  @Override
  public WatchPointStore watchPoints() {
    return new SqliteWatchPoints(transactions);
  }

  @Override
  public SeriesStore series() {
    return new SqliteSeries(transactions);
  }

  @Override
  public AnswerStore answers() {
    return new SqliteAnswers(transactions);
  }

  @Override
  public boolean isOwn() {
    return claim.holds()
        && transactions.read(
            "read the lease",
            handle -> handle.createQuery("SELECT token FROM lease").mapTo(long.class).one() >= 0);
  }

  @Override
  public LeaseStore leases() {
    return other ->
        transactions.write(
            "raise the lease",
            handle ->
                handle
                    .createQuery("UPDATE lease SET token = max(token, :other) + 1 RETURNING token")
                    .bind("other", other)
                    .mapTo(long.class)
                    .one());
  }

  @Override
  public void close() {
    try (claim) {
      pool.close();
    }
  }
}

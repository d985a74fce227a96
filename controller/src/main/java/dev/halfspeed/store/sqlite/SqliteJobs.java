package dev.halfspeed.store.sqlite;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.store.campaign.DecisionRecord;
import dev.halfspeed.store.job.JobEnd;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.JobStore;
import dev.halfspeed.store.job.SampleRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The tables of jobs: what was started, and how it ended. */
record SqliteJobs(Transactions transactions) implements JobStore {
  /** The step of a job's end whose machine did not come back. */
  private static final String LOST = JobResult.Fault.LINK_LOST.name();

  @Override
  public void start(JobRecord job, Optional<String> work, DecisionRecord decision) {
    transactions.write(
        "start job " + job.job(),
        handle -> {
          SqliteCampaigns.insert(handle, decision);
          return insert(handle, job, work);
        });
  }

  @Override
  public void start(JobRecord job, Optional<String> work) {
    transactions.write("start job " + job.job(), handle -> insert(handle, job, work));
  }

  @Override
  public void add(JobRecord job, JobEnd end) {
    require(end);
    transactions.write(
        "keep job " + job.job(),
        handle -> {
          insert(handle, job, Optional.empty());
          return new JobEndRows(handle, end).insert();
        });
  }

  @Override
  public boolean finish(JobEnd end) {
    require(end);
    return transactions.write(
        "end job " + end.job(), handle -> new JobEndRows(handle, end).insert());
  }

  private static void require(JobEnd end) {
    for (SampleRecord sample : end.samples()) {
      if (!sample.job().equals(end.job()) || sample.attempt() != end.attempt()) {
        throw new IllegalArgumentException(
            "%s is no sample of attempt %d at job %s".formatted(sample, end.attempt(), end.job()));
      }
    }
  }

  private static int insert(Handle handle, JobRecord job, Optional<String> work) {
    if (job.endedAt() != null || job.outcome() != null || job.result() != null) {
      throw new IllegalArgumentException("job %s has ended before its start".formatted(job.job()));
    }
    int added =
        handle
            .createUpdate(
                """
                INSERT INTO job (job, attempt, campaign, machine, kind, revision, "commit",
                  subject, purpose, image_key, position, started_at, log_path)
                VALUES (:job, :attempt, :campaign, :machine, :kind, :revision, :commit,
                  :subject, :purpose, :imageKey, :position, :startedAt, :logPath)
                """)
            .bindMethods(job)
            .execute();
    work.ifPresent(text ->
        handle
            .createUpdate(
                "INSERT INTO job_work (job, attempt, work) VALUES (:job, :attempt, :work)")
            .bind("job", job.job())
            .bind("attempt", job.attempt())
            .bind("work", text)
            .execute());
    return added;
  }

  @Override
  public List<JobRecord> all(String campaign) {
    return transactions.read(
        "read the jobs of campaign " + campaign,
        handle ->
            handle
                .createQuery(JobRow.SELECT + "WHERE job.campaign = :campaign ORDER BY job.sequence")
                .bind("campaign", campaign)
                .mapTo(JobRecord.class)
                .list());
  }

  @Override
  public Optional<JobRecord> find(String job, int attempt) {
    return transactions.read(
        "read job " + job,
        handle ->
            handle
                .createQuery(JobRow.SELECT + "WHERE job.job = :job AND job.attempt = :attempt")
                .bind("job", job)
                .bind("attempt", attempt)
                .mapTo(JobRecord.class)
                .findOne());
  }

  @Override
  public Optional<JobRecord> findLast(String job) {
    return transactions.read(
        "read job " + job,
        handle ->
            handle
                .createQuery(
                    JobRow.SELECT + "WHERE job.job = :job ORDER BY job.attempt DESC LIMIT 1")
                .bind("job", job)
                .mapTo(JobRecord.class)
                .findOne());
  }

  @Override
  public List<JobRecord> onMachine(String machine, Instant since, Instant until, int most) {
    return transactions.read(
        "read the jobs of machine " + machine,
        handle ->
            handle
                .createQuery(
                    JobRow.SELECT
                        + "WHERE job.machine = :machine AND job.started_at >= :since"
                        + " AND job.started_at < :until"
                        + " ORDER BY job.started_at DESC LIMIT :most")
                .bind("machine", machine)
                .bind("since", since)
                .bind("until", until)
                .bind("most", most)
                .mapTo(JobRecord.class)
                .list());
  }

  @Override
  public List<JobRecord> ended(String campaign) {
    return transactions.read(
        "read the ended jobs of campaign " + campaign,
        handle ->
            handle
                .createQuery(
                    // Rows are only added, so their numbers rise.
                    JobRow.SELECT
                        + "WHERE job.campaign = :campaign AND job_end.ended_at IS NOT NULL"
                        + " ORDER BY job_end.rowid")
                .bind("campaign", campaign)
                .mapTo(JobRecord.class)
                .list());
  }

  @Override
  public List<OpenJob> unfinished(String campaign) {
    return transactions.read(
        "read the unfinished jobs of campaign " + campaign,
        handle -> {
          var work = new HashMap<String, String>();
          handle
              .createQuery(
                  """
                  SELECT job, attempt, work FROM job_work JOIN job USING (job, attempt)
                  WHERE campaign = :campaign
                  """)
              .bind("campaign", campaign)
              .map((row, context) ->
                  work.put(
                      row.getString("job") + "/" + row.getInt("attempt"), row.getString("work")))
              .list();
          return handle
              .createQuery(
                  JobRow.SELECT
                      + "WHERE job.campaign = :campaign AND job_end.ended_at IS NULL"
                      + " ORDER BY job.sequence")
              .bind("campaign", campaign)
              .mapTo(JobRecord.class)
              .stream()
              .map(job ->
                  new OpenJob(job, Optional.ofNullable(work.get(job.job() + "/" + job.attempt()))))
              .toList();
        });
  }

  @Override
  public String log(String job, int attempt) {
    return transactions.read(
        "read the log of job " + job,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT coalesce(log, '') FROM job_end WHERE job = :job AND attempt = :attempt
                    """)
                .bind("job", job)
                .bind("attempt", attempt)
                .mapTo(String.class)
                .findOne()
                .orElse(""));
  }

  @Override
  public Optional<String> config(String sha256) {
    return transactions.read(
        "read configuration " + sha256,
        handle ->
            handle
                .createQuery("SELECT text FROM config_text WHERE sha256 = :sha256")
                .bind("sha256", sha256)
                .mapTo(String.class)
                .findOne());
  }

  @Override
  public Duration machineTime(String campaign) {
    return transactions.read(
        "read the machine time of campaign " + campaign,
        handle ->
            seconds(
                handle
                    .createQuery(
                        """
                        SELECT coalesce(sum(min(coalesce(took, 9e18) / 1e9,
                            86400 * (julianday(ended_at) - julianday(started_at)))), 0.0)
                        FROM job JOIN job_end USING (job, attempt)
                        WHERE campaign = :campaign AND ended_at > started_at
                          AND step IS NOT :lost
                        """)
                    .bind("lost", LOST)
                    .bind("campaign", campaign)
                    .mapTo(double.class)
                    .one()));
  }

  @Override
  public Duration machineTime(String owner, Instant since) {
    return transactions.read(
        "read the machine time of " + owner,
        handle ->
            seconds(
                handle
                    .createQuery(
                        """
                        WITH recent AS (
                          SELECT id FROM campaign
                          WHERE owner = :owner AND owner <> '' AND ended_at >= :since
                          UNION ALL
                          SELECT id FROM campaign
                          WHERE owner = :owner AND owner <> '' AND ended_at IS NULL)
                        SELECT coalesce(sum(min(coalesce(took, 9e18) / 1e9, 86400
                            * (julianday(job_end.ended_at) - julianday(max(started_at, :since))))), 0.0)
                        FROM recent JOIN job ON job.campaign = recent.id
                          JOIN job_end USING (job, attempt)
                        WHERE job_end.ended_at > max(started_at, :since) AND step IS NOT :lost
                        """)
                    .bind("lost", LOST)
                    .bind("owner", owner)
                    .bind("since", since)
                    .mapTo(double.class)
                    .one()));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(1000 * seconds));
  }

  @Override
  public int countSince(String machine, Instant since) {
    return transactions.read(
        "count the jobs of " + machine,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*) FROM job JOIN job_end USING (job, attempt)
                      JOIN campaign ON campaign.id = job.campaign
                    WHERE job.machine = :machine AND job_end.ended_at > :since
                      AND campaign.kind NOT IN ('CHECK', 'RECHECK')
                    """)
                .bind("machine", machine)
                .bind("since", since)
                .mapTo(int.class)
                .one());
  }
}

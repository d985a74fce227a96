package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleStore;
import dev.halfspeed.store.job.VariantRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatements;

/** What is measured, asked for across campaigns. */
record SqliteSamples(Transactions transactions) implements SampleStore {
  /** Sorts behind every hexadecimal digit. */
  private static final String AFTER_DIGITS = "g";

  @Override
  public List<JobRecord> lastJobs(String experiment, String machine, int limit) {
    return transactions
        .read(
            "read the last jobs of " + machine,
            handle ->
                handle
                    .createQuery(
                        JobRow.SELECT
                            + """
                            JOIN campaign ON campaign.id = job.campaign
                            WHERE job.machine = :machine AND campaign.experiment = :experiment
                              AND job_end.ended_at IS NOT NULL
                            ORDER BY job.sequence DESC LIMIT :limit
                            """)
                    .bind("machine", machine)
                    .bind("experiment", experiment)
                    .bind("limit", limit)
                    .mapTo(JobRecord.class)
                    .list())
        .reversed();
  }

  @Override
  public List<MeasuredBoot> lastBoots(String experiment, String machine, String metric, int limit) {
    var boots = new LinkedHashMap<String, Boot>();
    transactions.read(
        "read the last boots of " + machine,
        handle -> {
          handle
              .createQuery(
                  """
                  WITH last AS (
                    SELECT job, attempt, campaign, build_id, plan_json, job.sequence AS written
                    FROM job JOIN campaign ON campaign.id = job.campaign
                      JOIN job_end USING (job, attempt) JOIN boot USING (job, attempt)
                    WHERE job.machine = :machine AND experiment = :experiment
                      AND outcome = 'measured'
                    ORDER BY written DESC LIMIT :limit)
                  SELECT job, attempt, campaign, build_id, plan_json, value
                  FROM last JOIN sample USING (job, attempt)
                  WHERE metric = :metric AND disturbance IS NULL AND NOT EXISTS (
                    SELECT 1 FROM left_out
                    WHERE left_out.campaign = last.campaign AND left_out.job = sample.job
                      AND left_out.attempt = sample.attempt
                      AND coalesce(left_out.run, sample.run) = sample.run)
                  ORDER BY written DESC, sample.sequence
                  """)
              .bind("machine", machine)
              .bind("experiment", experiment)
              .bind("metric", metric)
              .bind("limit", limit)
              .map((row, context) -> {
                boots
                    .computeIfAbsent(
                        row.getString("job") + "/" + row.getInt("attempt"),
                        ignored -> new Boot(new ArrayList<>()))
                    .add(
                        row.getString("campaign"),
                        row.getString("build_id"),
                        Optional.ofNullable(row.getString("plan_json")),
                        row.getDouble("value"));
                return true;
              })
              .list();
          return true;
        });
    return boots.values().stream().map(Boot::measured).toList();
  }

  @Override
  public List<VariantRow> variants(VariantFilter filter, long before, int most) {
    return transactions.read(
        "list what was measured",
        handle ->
            handle
                .createQuery(variantsQuery(filter))
                .configure(SqlStatements.class, all -> all.setUnusedBindingAllowed(true))
                .bind("before", before)
                .bind("most", most)
                .bind("commit", filter.commit())
                .bind("afterCommit", filter.commit() + AFTER_DIGITS)
                .bind("campaign", filter.campaign())
                .bind("revision", filter.revision())
                .bind("experiment", filter.experiment())
                .mapTo(VariantRow.class)
                .list());
  }

  /** With no condition that is not asked for: each is quick by itself. */
  private static String variantsQuery(VariantFilter filter) {
    return """
    SELECT job.sequence AS number, job.campaign, campaign.kind, job.revision, job."commit",
      coalesce(job.subject, '') AS subject,
      CASE campaign.kind WHEN 'COMPARISON' THEN
        detail_json ->> ('$.variants[' || substr(job.revision, 11) || '].name') END AS name,
      CASE campaign.kind WHEN 'BISECTION' THEN detail_json ->> '$.candidates' END AS candidates,
      campaign.recipe, job.started_at AS last_at,
      (SELECT count(*) FROM job AS each JOIN job_end USING (job, attempt)
        WHERE each.campaign = job.campaign AND each.revision = job.revision
          AND job_end.outcome = 'measured') AS boots
    FROM job JOIN job_end USING (job, attempt) JOIN campaign ON campaign.id = job.campaign
    WHERE job.sequence < :before AND job_end.outcome = 'measured'
      AND job.revision IS NOT NULL AND job."commit" IS NOT NULL
      AND campaign.kind IN ('BISECTION', 'COMPARISON', 'CONFIG_BISECTION')
      AND NOT EXISTS (SELECT 1 FROM job AS later JOIN job_end USING (job, attempt)
        WHERE later.campaign = job.campaign AND later.sequence > job.sequence
          AND later.revision = job.revision AND job_end.outcome = 'measured')
    """
        + (filter.campaign().isEmpty() ? "" : " AND job.campaign = :campaign")
        + (filter.revision().isEmpty() ? "" : " AND job.revision = :revision")
        + (filter.experiment().isEmpty() ? "" : " AND campaign.experiment = :experiment")
        + (filter.commit().isEmpty()
            ? ""
            : """
            AND job."commit" >= :commit AND job."commit" < :afterCommit
            AND job.campaign IN (SELECT campaign FROM campaign_commit
              WHERE "commit" >= :commit AND "commit" < :afterCommit)
            """)
        + " ORDER BY job.sequence DESC LIMIT :most";
  }

  /** A boot whose runs come row by row. */
  private static final class Boot {
    private final List<Double> values;
    private String campaign = "";
    private String buildId = "";
    private Optional<String> plan = Optional.empty();

    Boot(List<Double> values) {
      this.values = values;
    }

    void add(String itsCampaign, String itsBuildId, Optional<String> itsPlan, double value) {
      campaign = Objects.requireNonNull(itsCampaign);
      buildId = Objects.requireNonNull(itsBuildId);
      plan = itsPlan;
      values.add(value);
    }

    MeasuredBoot measured() {
      return new MeasuredBoot(campaign, buildId, plan, values);
    }
  }
}

package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What is measured, asked for across campaigns. */
record SqliteSamples(Transactions transactions) implements SampleStore {
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

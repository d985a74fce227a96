package dev.halfspeed.store.sqlite;

import dev.halfspeed.core.KernelCounters;
import dev.halfspeed.store.job.BootStore;
import dev.halfspeed.store.job.CountersRecord;
import dev.halfspeed.store.job.PlanRecord;
import dev.halfspeed.store.job.ProfileRecord;
import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.store.job.SampleRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tables that hang on {@code boot}: samples, runs, counters and states of machines. */
record SqliteBoots(Transactions transactions) implements BootStore {
  @Override
  public List<SampleRecord> samples(String campaign) {
    return transactions.read(
        "read the samples of campaign " + campaign,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT job, attempt, run, metric, value,
                      coalesce(disturbance, (
                        SELECT 'left out by ' || principal || ': ' || reason
                        FROM left_out
                        WHERE left_out.campaign = :campaign AND left_out.job = sample.job
                          AND left_out.attempt = sample.attempt
                          AND coalesce(left_out.run, sample.run) = sample.run
                        LIMIT 1)) AS disturbance
                    FROM sample JOIN job USING (job, attempt)
                    WHERE campaign = :campaign ORDER BY sample.sequence
                    """)
                .bind("campaign", campaign)
                .mapTo(SampleRecord.class)
                .list());
  }

  @Override
  public List<RunRecord> runs(String campaign) {
    return transactions.read(
        "read the runs of campaign " + campaign,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT job, attempt, run, histogram, conditions_json
                    FROM run JOIN job USING (job, attempt)
                    WHERE campaign = :campaign ORDER BY run.sequence
                    """)
                .bind("campaign", campaign)
                .mapTo(RunRecord.class)
                .list());
  }

  @Override
  public List<CountersRecord> counters(String campaign, Collection<String> boots) {
    return transactions.read(
        "read the counters of campaign " + campaign,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT job, attempt, run, seconds, rates_json, levels_json
                    FROM json_each(:boots) AS boot JOIN job ON job.job = boot.value
                      JOIN run_counters USING (job, attempt)
                    WHERE campaign = :campaign ORDER BY job.sequence, run
                    """)
                .bind("campaign", campaign)
                .bind("boots", Documents.words(boots))
                .map((row, context) ->
                    new CountersRecord(
                        row.getString("job"),
                        row.getInt("attempt"),
                        row.getInt("run"),
                        new KernelCounters(
                            row.getDouble("seconds"),
                            Documents.numbers(row.getString("rates_json")),
                            Documents.numbers(row.getString("levels_json")))))
                .list());
  }

  @Override
  public List<ProfileRecord> profiles(String campaign) {
    return transactions.read(
        "read the profiles of campaign " + campaign,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT job, attempt, run, is_instructions, hertz, samples, lost, folded,
                      metrics_json, notes_json
                    FROM job JOIN run_profile USING (job, attempt)
                    WHERE campaign = :campaign ORDER BY job.sequence, run
                    """)
                .bind("campaign", campaign)
                .map((row, context) ->
                    new ProfileRecord(
                        row.getString("job"),
                        row.getInt("attempt"),
                        row.getInt("run"),
                        row.getBoolean("is_instructions"),
                        row.getInt("hertz"),
                        row.getLong("samples"),
                        row.getLong("lost"),
                        row.getString("folded"),
                        Documents.numbers(row.getString("metrics_json")),
                        Documents.sentences(row.getString("notes_json"))))
                .list());
  }

  @Override
  public List<RunRecord> runs(String job, int attempt) {
    return transactions.read(
        "read the runs of job " + job,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT job, attempt, run, histogram, conditions_json
                    FROM run WHERE job = :job AND attempt = :attempt ORDER BY run
                    """)
                .bind("job", job)
                .bind("attempt", attempt)
                .mapTo(RunRecord.class)
                .list());
  }

  @Override
  public List<PlanRecord> plans(String campaign) {
    return transactions.read(
        "read how the boots of campaign " + campaign + " were booted",
        handle ->
            handle
                .createQuery(
                    """
                    SELECT job, attempt, plan_json FROM boot JOIN job USING (job, attempt)
                    WHERE campaign = :campaign AND plan_json IS NOT NULL
                    """)
                .bind("campaign", campaign)
                .map((row, context) ->
                    new PlanRecord(
                        row.getString("job"), row.getInt("attempt"), row.getString("plan_json")))
                .list());
  }

  @Override
  public Map<String, Map<String, String>> states(String campaign) {
    return transactions.read(
        "read the states of campaign " + campaign,
        handle -> {
          var states = new HashMap<String, Map<String, String>>();
          handle
              .createQuery(
                  """
                  SELECT sha256, state_json FROM machine_state WHERE sha256 IN (
                    SELECT state_sha256 FROM boot JOIN job USING (job, attempt)
                    WHERE campaign = :campaign)
                  """)
              .bind("campaign", campaign)
              .map((row, context) ->
                  states.put(row.getString("sha256"), Documents.state(row.getString("state_json"))))
              .list();
          return states;
        });
  }
}

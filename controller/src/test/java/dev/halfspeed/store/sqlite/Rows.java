package dev.halfspeed.store.sqlite;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.campaign.DecisionRecord;
import dev.halfspeed.store.job.JobEnd;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.store.job.SampleRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows for tests: valid, and told apart by name. */
final class Rows {
  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  static final Map<String, String> STATE = Map.of("clocksource", "tsc");

  private Rows() {}

  static CampaignRecord bisection(String id) {
    return CampaignRecord.begun(
        id, CampaignRecord.Kind.BISECTION, null, "experiment", START, "{\"v\":1}", "{}", "RUNNING");
  }

  /** One that somebody asked for. */
  static CampaignRecord owned(String id, String owner) {
    return bisection(id).on(null, owner, 0, null);
  }

  static CampaignRecord check(String id, String machine) {
    return CampaignRecord.begun(
        id, CampaignRecord.Kind.CHECK, machine, "experiment", START, "{}", "{}", "running");
  }

  static JobRecord job(String campaign, String job, int attempt) {
    return job(campaign, job, attempt, START.plusMillis(500));
  }

  static JobRecord job(String campaign, String job, int attempt, Instant startedAt) {
    return new JobRecord(
        job,
        attempt,
        campaign,
        "m1",
        "boot",
        "candidate 3",
        "c3",
        "mm: do it \u201cbetter\u201d",
        "SEARCH",
        "key",
        "block 1",
        startedAt,
        null,
        null,
        "",
        null,
        "/logs/" + job);
  }

  static DecisionRecord decision(String campaign, long number) {
    return new DecisionRecord(
        campaign, number, START, "m1", "boot", "candidate 3", "c3", "mm", "halves them", null);
  }

  static SampleRecord sample(String job, int run, double value) {
    return new SampleRecord(job, 1, run, "tps", value, null);
  }

  static JobEnd lost(String job, int attempt, Instant at) {
    return JobEnd.of(
        job,
        attempt,
        at,
        "infrastructure",
        "lost",
        new JobResult.InfrastructureFault(JobResult.Fault.LINK_LOST, "lost"));
  }

  static JobEnd measured(String job, Instant at, SampleRecord... samples) {
    List<RunRecord> runs =
        samples.length == 0 ? List.of() : List.of(new RunRecord(job, 1, 1, "SEdy", null));
    return new JobEnd(
        job,
        1,
        at,
        "measured",
        samples.length + " runs",
        new JobResult.Measured(
            new JobResult.MeasuredBoot(
                "boot", "build", "6.12", "ro", "state", Map.of("measure", Duration.ofMillis(1500))),
            samples.length,
            Duration.ofNanos(3_000_000_001L)),
        "",
        Optional.empty(),
        Optional.of(new JobEnd.Boot(STATE, "{\"plan\":1}", runs, List.of(samples))));
  }

  static JobEnd built(String job, Instant at, String config) {
    return new JobEnd(
        job,
        1,
        at,
        "built",
        "12 objects compiled",
        new JobResult.Built(
            new JobResult.BuiltImage(
                "key",
                "c3",
                "build",
                "kernel",
                null,
                "config-sha",
                "6.12",
                "gcc 12",
                "/k",
                7,
                12,
                false),
            Duration.ofSeconds(30)),
        "",
        Optional.of(config),
        Optional.empty());
  }
}

package dev.halfspeed.store;

import java.time.Instant;

/** Rows for tests: valid, and told apart by name. */
final class Rows {
  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private Rows() {}

  static BisectionRecord bisection(String id) {
    return new BisectionRecord(id, START, "{\"v\":1}", "RUNNING", null, null, "{}");
  }

  static JobRecord job(String bisection, String job, int attempt) {
    return new JobRecord(
        job,
        attempt,
        bisection,
        "m1",
        "boot",
        "candidate 3",
        "c3",
        "mm: do it \u201cbetter\u201d",
        "SEARCH",
        "{\"runs\":2}",
        START.plusMillis(500),
        null,
        null,
        "",
        null,
        "/logs/" + job);
  }

  static JobRecord ended(JobRecord job, Instant at, String outcome, String message, String result) {
    return new JobRecord(
        job.job(),
        job.attempt(),
        job.bisection(),
        job.machine(),
        job.kind(),
        job.revision(),
        job.commit(),
        job.subject(),
        job.purpose(),
        job.workJson(),
        job.startedAt(),
        at,
        outcome,
        message,
        result,
        job.logPath());
  }

  static DecisionRecord decision(String bisection, long number) {
    return new DecisionRecord(
        bisection, number, START, "m1", "boot", "candidate 3", "c3", "mm", "halves them", "{}");
  }

  static SampleRecord sample(String job, int run, double value) {
    return new SampleRecord(job, 1, run, "tps", value, null);
  }
}

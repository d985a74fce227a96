package dev.halfspeed.bisect;

import dev.halfspeed.report.BisectionView;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.DecisionRecord;
import dev.halfspeed.store.ImageRecord;
import dev.halfspeed.store.JobRecord;
import dev.halfspeed.store.SampleRecord;
import dev.halfspeed.store.Store;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One bisection's pages of the store: every decision, every job with its end, every sample. What is
 * not written here did not happen; what is written counts from then on.
 */
final class JobBook {
  private static final String NOTHING = "{}";
  private static final Result.Unbuildable CONFLICT =
      new Result.Unbuildable(
          "revert", "does not apply to the bad end, or changes nothing", "", Duration.ZERO);

  private final String bisection;
  private final Store store;
  private final Time clock;
  private final PatientWrites writes;
  private final Journal journal;
  private final Revisions revisions;
  private int lastNumber;

  /** What the store holds, as long as nothing is written: nobody else writes of this bisection. */
  private @Nullable Pages pages;

  private record Pages(List<JobRecord> jobs, Journal.Tale tale) {}

  JobBook(String bisection, Store store, Time clock, Journal journal, Revisions revisions) {
    this.bisection = bisection;
    this.store = store;
    this.clock = clock;
    this.writes = new PatientWrites(clock);
    this.journal = journal;
    this.revisions = revisions;
    this.lastNumber =
        store.jobs(bisection).stream().mapToInt(job -> numberOf(job.job())).max().orElse(0);
  }

  /** A job's name that was never used before. */
  JobId nextId() {
    lastNumber++;
    return new JobId(bisection + "-" + lastNumber, 1);
  }

  private static int numberOf(String job) {
    return Integer.parseInt(job.substring(job.lastIndexOf('-') + 1));
  }

  List<JobRecord> jobs() {
    return pages().jobs();
  }

  /** What the jobs that have ended tell. */
  Journal.Tale tale() {
    return pages().tale();
  }

  private Pages pages() {
    Pages known = pages;
    if (known == null) {
      known =
          new Pages(
              store.jobs(bisection),
              journal.read(store.endedJobs(bisection), store.samples(bisection)));
      pages = known;
    }
    return known;
  }

  /** Jobs that were handed to machines and have no end here. */
  List<JobRecord> unfinished() {
    List<JobRecord> open = store.unfinishedJobs(bisection);
    // The controller died between two writes: no machine has to do anything with these.
    open.stream()
        .filter(JobBook::isImpossible)
        .forEach(job -> finished(new JobId(job.job(), job.attempt()), job.machine(), CONFLICT));
    return open.stream().filter(job -> !isImpossible(job)).toList();
  }

  private static boolean isImpossible(JobRecord job) {
    return job.workJson().equals(NOTHING);
  }

  /** Writes a decision that starts a job, and the job: before the machine hears of it. */
  void started(Flight flight, String action, String why, Optional<AssessmentRecord> assessment) {
    BisectionView.Commit commit = flight.activity().commit();
    String revision = flight.revision().map(RevisionName::of).orElse(null);
    String machine = flight.bench().station().name();
    pages = null;
    writes.write(() ->
        store.startJob(
            job(
                flight.id(),
                machine,
                JobKind.of(flight.job()),
                revision,
                commit,
                flight.purpose().map(Purpose::name).orElse(null),
                Protocol.write(flight.job())),
            decision(machine, action, revision, commit, why, assessment)));
  }

  /** Writes that a revert can't be made: known from the repository, no machine took part. */
  void impossible(Bench bench, Revision.Revert revert, Optional<AssessmentRecord> assessment) {
    BisectionView.Commit commit = revisions.commit(revert);
    String revision = RevisionName.of(revert);
    String machine = bench.station().name();
    JobId id = nextId();
    pages = null;
    writes.write(() ->
        store.startJob(
            job(id, machine, JobKind.REVERT, revision, commit, null, NOTHING),
            decision(machine, "skip", revision, commit, CONFLICT.message(), assessment)));
    finished(id, machine, CONFLICT);
  }

  /** Writes a job's end with its samples. */
  void finished(JobId id, String machine, Result result) {
    Instant now = clock.instant();
    pages = null;
    writes.write(() ->
        store.finishJob(
            id.job(),
            id.attempt(),
            now,
            Outcome.of(result).words(),
            Outcome.message(result),
            Protocol.write(result),
            samples(id, result),
            image(machine, result, now)));
  }

  private static List<SampleRecord> samples(JobId id, Result result) {
    var samples = new ArrayList<SampleRecord>();
    if (result instanceof Result.Measured measured) {
      for (Result.RunReport run : measured.runs()) {
        run.metrics()
            .forEach((metric, value) ->
                samples.add(new SampleRecord(id.job(), id.attempt(), run.run(), metric, value)));
      }
    }
    return samples;
  }

  private static Optional<ImageRecord> image(String machine, Result result, Instant now) {
    return result instanceof Result.Built(Result.Image image)
        ? Optional.of(
            new ImageRecord(
                image.key(),
                machine,
                image.commit(),
                image.commit(),
                image.buildId(),
                image.kernelSha256(),
                image.bytes(),
                image.took().toNanos() / 1e9,
                now,
                now))
        : Optional.empty();
  }

  /** Writes that a job is to be cancelled; its end is written when it comes. */
  void cancelled(Flight flight, String why, Optional<AssessmentRecord> assessment) {
    writes.write(() ->
        store.appendDecision(
            decision(
                flight.bench().station().name(),
                "cancel",
                flight.revision().map(RevisionName::of).orElse(null),
                flight.activity().commit(),
                why,
                assessment)));
  }

  /** Writes a decision that starts nothing. */
  void decided(Bench bench, String action, String why, Optional<AssessmentRecord> assessment) {
    writes.write(() ->
        store.appendDecision(
            decision(bench.station().name(), action, null, null, why, assessment)));
  }

  private JobRecord job(
      JobId id,
      String machine,
      String kind,
      @Nullable String revision,
      BisectionView.@Nullable Commit commit,
      @Nullable String purpose,
      String work) {
    return new JobRecord(
        id.job(),
        id.attempt(),
        bisection,
        machine,
        kind,
        revision,
        commit == null ? null : commit.id(),
        commit == null ? null : commit.subject(),
        purpose,
        work,
        clock.instant(),
        null,
        null,
        "",
        null,
        "jobs/" + id.folder());
  }

  private DecisionRecord decision(
      String machine,
      String action,
      @Nullable String revision,
      BisectionView.@Nullable Commit commit,
      String why,
      Optional<AssessmentRecord> assessment) {
    return new DecisionRecord(
        bisection,
        store.nextDecisionNumber(bisection),
        clock.instant(),
        machine,
        action,
        revision,
        commit == null ? null : commit.id(),
        commit == null ? null : commit.subject(),
        CandidateNames.named(why, revisions),
        assessment.map(Protocol::write).orElse(NOTHING));
  }
}

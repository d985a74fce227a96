package dev.halfspeed.jobs;

import dev.halfspeed.core.MachineLoad;
import dev.halfspeed.health.MachineDisturbance;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.schedule.AllocationLog;
import dev.halfspeed.schedule.MachineAllocation;
import dev.halfspeed.schedule.Settled;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.DecisionRecord;
import dev.halfspeed.store.job.JobEnd;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.JobStore;
import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.time.Time;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.RevisionName;
import dev.halfspeed.work.WorkerResults;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Write-ahead log of one campaign: every decision, every job with its end, every sample. Used by
 * one thread, but for {@link #waiting}, {@link #interventions} and {@link #known}, which any may
 * ask for.
 */
public final class CampaignLog implements AllocationLog {
  private static final Result.Unbuildable CONFLICT =
      new Result.Unbuildable(
          "revert", "does not apply to the bad end, or changes nothing", "", Duration.ZERO);

  /** Of a job that has no runs. */
  private static final MachineDisturbance.Verdict UNDISTURBED =
      new MachineDisturbance.Verdict(List.of(), Optional.empty());

  private static final Result.InfrastructureFault NOT_STARTED =
      new Result.InfrastructureFault(Result.Fault.NOT_STARTED, "a fault of Halfspeed", "");

  private final String campaign;
  private final Store store;
  private final Time clock;
  private final PatientWrites writes;
  private final Journal journal;
  private final Variants variants;
  private int lastNumber;

  /**
   * What the store holds: nobody else writes of this bisection. Absent while that has to be read,
   * as after a write that failed.
   */
  private @Nullable JobPages pages;

  /** The {@link #pages} that were known last. */
  private volatile @Nullable Known published;

  /** What {@link #pages} tell, once somebody has asked. */
  private Journal.@Nullable EvidenceSet evidenceSet;

  /** The number that the next decision takes; 0 while the store has to be asked. */
  private long nextDecision;

  private @Nullable String assessment;

  private volatile Interventions interventions;

  private final WorkListener listener;

  /**
   * What the store held of a campaign's jobs.
   *
   * @param learned the number of the last intervention that is in it: a person may leave out what
   *     was measured
   */
  public record Known(JobPages pages, int learned) {}

  public CampaignLog(
      String campaign,
      Store store,
      Time clock,
      Journal journal,
      Variants variants,
      WorkListener listener) {
    this.listener = listener;
    this.campaign = campaign;
    this.store = store;
    this.clock = clock;
    this.writes = new PatientWrites(clock);
    this.journal = journal;
    this.variants = variants;
    this.interventions = Interventions.of(store, campaign);
    this.lastNumber =
        store.jobs().all(campaign).stream().mapToInt(job -> numberOf(job.job())).max().orElse(0);
  }

  /** A job's name that was never used before. */
  JobId nextId() {
    lastNumber++;
    return new JobId(campaign + "-" + lastNumber, 1);
  }

  /** The number of a job within its campaign. */
  public static int numberOf(String job) {
    return Integer.parseInt(job.substring(job.lastIndexOf('-') + 1));
  }

  /** What can't be written for now, and why; any thread may ask. */
  public Optional<PatientWrites.Waiting> waiting() {
    return writes.waiting();
  }

  /** What people did to the campaign, as far as it knows; any thread may ask. */
  public Interventions interventions() {
    return interventions;
  }

  /** Reads again what people did to the campaign. */
  public void learnInterventions() {
    interventions = Interventions.of(store, campaign);
    // What is no evidence any more, the store tells with the samples.
    pages = null;
    evidenceSet = null;
  }

  /** What the campaign thinks from now on, as JSON: written with each decision. */
  public void assessed(String now) {
    assessment = now;
  }

  /**
   * All that was known of its jobs after the last write; empty before they are read. Any thread may
   * ask, and has it without reading the store.
   */
  public Optional<Known> known() {
    return Optional.ofNullable(published);
  }

  /** All that is known of its jobs. */
  public JobPages all() {
    return pages();
  }

  public List<JobRecord> jobs() {
    return pages().jobs();
  }

  @Override
  public List<JobRecord> ended() {
    return pages().ended();
  }

  @Override
  public Map<JobId, List<@Nullable MachineLoad>> conditions() {
    var conditions = new HashMap<JobId, List<@Nullable MachineLoad>>();
    for (RunRecord run : store.boots().runs(campaign)) {
      conditions
          .computeIfAbsent(new JobId(run.job(), run.attempt()), ignored -> new ArrayList<>())
          .add(run.conditions());
    }
    return conditions;
  }

  /** What the jobs that have ended tell. */
  public Journal.EvidenceSet evidenceSet() {
    Journal.EvidenceSet known = evidenceSet;
    if (known == null) {
      known = journal.read(pages().ended(), pages().samples(), interventions);
      evidenceSet = known;
    }
    return known;
  }

  private JobPages pages() {
    JobPages now = pages;
    if (now == null) {
      now = JobPages.read(store, campaign);
      know(now);
    }
    return now;
  }

  private void know(JobPages now) {
    pages = now;
    published = new Known(now, interventions.last());
  }

  /** The pages before a write; until it is known to have succeeded the store alone knows. */
  private JobPages takePages() {
    JobPages before = pages();
    pages = null;
    evidenceSet = null;
    return before;
  }

  /** Jobs that were handed to machines and have no end here. */
  public List<JobStore.OpenJob> unfinished() {
    List<JobStore.OpenJob> open = store.jobs().unfinished(campaign);
    // The controller died between two writes: no machine has to do anything with these.
    open.stream()
        .filter(each -> each.work().isEmpty())
        .map(JobStore.OpenJob::job)
        .forEach(job ->
            finished(
                new JobId(job.job(), job.attempt()),
                job.kind().equals(JobKind.REVERT) ? CONFLICT : NOT_STARTED));
    return open.stream().filter(each -> each.work().isPresent()).toList();
  }

  /** Writes a decision that starts a job, and the job: before the machine hears of it. */
  void started(JobAttempt attempt, String action, String why) {
    BisectionView.Commit commit = attempt.activity().commit();
    String revision = attempt.revision().map(RevisionName::of).orElse(null);
    String machine = attempt.allocation().station().name();
    String purpose = attempt.purpose().map(Purpose::name).orElse(null);
    String work = RowJson.write(JobOrder.of(attempt.job()));
    String image = imageOf(attempt.job());
    JobPages before = takePages();
    writes.write(() -> {
      JobRecord job =
          job(
              attempt.id(),
              machine,
              JobKind.of(attempt.job()),
              revision,
              commit,
              purpose,
              image,
              attempt.position().orElse(null));
      decide(
          decision(machine, action, revision, commit, why),
          decision -> {
            store.jobs().start(job, Optional.of(work), decision);
            // Before anybody is told, who may look at once.
            know(before.started(job));
          });
    });
  }

  private static @Nullable String imageOf(Job job) {
    return switch (job) {
      case Job.Build build -> build.imageKey();
      case Job.Measure measure -> measure.imageKey();
      case Job.Facts facts -> facts.probeImage();
      case Job.Switch _, Job.Recover _ -> null;
    };
  }

  /** Writes that a revert can't be made: known from the repository, no machine took part. */
  void impossible(MachineAllocation allocation, Revision.Revert revert) {
    BisectionView.Commit commit = variants.commit(revert);
    String revision = RevisionName.of(revert);
    String machine = allocation.station().name();
    JobId id = nextId();
    JobPages before = takePages();
    writes.write(() -> {
      JobRecord job = job(id, machine, JobKind.REVERT, revision, commit, null, null, null);
      decide(
          decision(machine, "skip", revision, commit, CONFLICT.message()),
          decision -> {
            store.jobs().start(job, Optional.empty(), decision);
            // Before anybody is told, who may look at once.
            know(before.started(job));
          });
    });
    finished(id, CONFLICT);
  }

  /** Writes that a job could not be made, by a fault of ours: no machine took part. */
  void couldNotStart(
      MachineAllocation allocation,
      String kind,
      Revision revision,
      @Nullable Purpose purpose,
      String why) {
    BisectionView.Commit commit = variants.commit(revision);
    String name = RevisionName.of(revision);
    String machine = allocation.station().name();
    String purposeName = purpose == null ? null : purpose.name();
    JobId id = nextId();
    JobPages before = takePages();
    writes.write(() -> {
      JobRecord job = job(id, machine, kind, name, commit, purposeName, null, null);
      decide(
          decision(machine, "skip", name, commit, why),
          decision -> {
            store.jobs().start(job, Optional.empty(), decision);
            // Before anybody is told, who may look at once.
            know(before.started(job));
          });
    });
    finished(id, new Result.InfrastructureFault(Result.Fault.NOT_STARTED, why, ""));
  }

  /** Writes the end of a job that measured nothing. */
  private void finished(JobId id, Result result) {
    finished(id, Optional.empty(), result, clock.instant(), UNDISTURBED);
  }

  /**
   * Writes a job's end with its samples.
   *
   * @param job what was asked for; empty where no machine took part
   * @param disturbed what disturbed the runs
   */
  void finished(
      JobId id,
      Optional<Job> job,
      Result result,
      Instant now,
      MachineDisturbance.Verdict disturbed) {
    Outcome outcome = disturbed.isDisturbed() ? Outcome.DISTURBED : Outcome.of(result);
    JobEnd end =
        WorkerResults.end(
            id, job, result, now, outcome.words(), message(result, disturbed), disturbed);
    JobPages before = takePages();
    writes.write(() -> {
      if (store.jobs().finish(end)) {
        know(before.finished(end));
        listener.ended(end);
      }
    });
  }

  private static String message(Result result, MachineDisturbance.Verdict disturbed) {
    List<String> whys =
        disturbed.disturbances().stream().flatMap(Optional::stream).distinct().toList();
    long runs = disturbed.disturbances().stream().filter(Optional::isPresent).count();
    return whys.isEmpty()
        ? Outcome.message(result)
        : "%s, %s disturbed: %s"
            .formatted(
                Outcome.message(result),
                disturbed.isDisturbed() ? "all" : runs,
                String.join("; ", whys));
  }

  /** Writes that a job is to be cancelled; its end is written when it comes. */
  public void cancelled(JobAttempt attempt, String why) {
    writes.write(() ->
        decide(
            decision(
                attempt.allocation().station().name(),
                "cancel",
                attempt.revision().map(RevisionName::of).orElse(null),
                attempt.activity().commit(),
                why),
            store.campaigns()::appendDecision));
  }

  @Override
  public void decided(MachineAllocation allocation, String action, String why) {
    writes.write(() ->
        decide(
            decision(allocation.station().name(), action, null, null, why),
            store.campaigns()::appendDecision));
  }

  @Override
  public void settled(Settled settled) {
    writes.write(() -> store.campaigns().updateDetail(campaign, RowJson.write(settled)));
  }

  /**
   * Writes how the campaign ended.
   *
   * @param state the kind's own word
   * @param words for people
   * @param json the kind's own record; absent where it has none
   */
  public void ended(String state, String words, @Nullable String json) {
    writes.write(() -> store.campaigns().end(campaign, state, clock.instant(), words, json));
  }

  /** Writes how the campaign ended, as {@link #ended} does, unless it is {@link #isOvertaken}. */
  public void concluded(String state, String words, @Nullable String json) {
    int known = interventions.last();
    writes.write(
        () -> store.campaigns().endAfter(known, campaign, state, clock.instant(), words, json));
  }

  /** Whether somebody did something to the campaign that was not learned yet. */
  public boolean isOvertaken() {
    return Interventions.of(store, campaign).last() > interventions.last();
  }

  /** Writes a decision; its number is counted on when that is known to have succeeded. */
  private void decide(DecisionRecord decision, Consumer<DecisionRecord> write) {
    nextDecision = 0;
    write.accept(decision);
    nextDecision = decision.number() + 1;
    listener.decided(decision);
  }

  private long nextDecision() {
    return nextDecision == 0 ? store.campaigns().nextDecisionNumber(campaign) : nextDecision;
  }

  private JobRecord job(
      JobId id,
      String machine,
      String kind,
      @Nullable String revision,
      BisectionView.@Nullable Commit commit,
      @Nullable String purpose,
      @Nullable String imageKey,
      @Nullable String position) {
    return new JobRecord(
        id.job(),
        id.attempt(),
        campaign,
        machine,
        kind,
        revision,
        commit == null ? null : commit.id(),
        commit == null ? null : commit.subject(),
        purpose,
        imageKey,
        position,
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
      String why) {
    return new DecisionRecord(
        campaign,
        nextDecision(),
        clock.instant(),
        machine,
        action,
        revision,
        commit == null ? null : commit.id(),
        commit == null ? null : commit.subject(),
        variants.named(why),
        assessment);
  }
}

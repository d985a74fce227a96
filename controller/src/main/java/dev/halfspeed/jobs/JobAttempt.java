package dev.halfspeed.jobs;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.schedule.MachineAllocation;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Work;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at one job, on its way: sends what the machine needs, starts the job, follows it,
 * hands the result over. Runs on a thread of its own, so that a slow machine holds up nobody.
 */
public final class JobAttempt {
  private static final Logger LOG = LoggerFactory.getLogger(JobAttempt.class);

  /** A machine that has just failed is given a moment. */
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(2);

  private final JobId id;
  private final MachineAllocation allocation;
  private final Job job;
  private final Optional<Revision> revision;
  private final Optional<Purpose> purpose;
  private final Optional<String> position;
  private final BisectionView.@Nullable Commit commit;
  private final Instant startedAt;
  private volatile BisectionView.Activity activity;
  private volatile boolean cancelled;
  private volatile boolean ended;

  /** Whether the machine may have heard of it. */
  private volatile boolean mayHaveStarted;

  /** Whether it is from before a restart. */
  private boolean isTakenUp;

  /** How often the way to its machine was lost; of the thread that decides. */
  private int lostLinks;

  JobAttempt(
      JobId id,
      MachineAllocation allocation,
      Job job,
      Optional<Revision> revision,
      Optional<Purpose> purpose,
      Optional<String> position,
      BisectionView.@Nullable Commit commit,
      Instant startedAt) {
    this.id = id;
    this.allocation = allocation;
    this.job = job;
    this.revision = revision;
    this.purpose = purpose;
    this.position = position;
    this.commit = commit;
    this.startedAt = startedAt;
    this.activity = activity("sending", null, null);
  }

  /** The next attempt at the same work. */
  JobAttempt again(Instant now) {
    return new JobAttempt(
        new JobId(id.job(), id.attempt() + 1),
        allocation,
        job,
        revision,
        purpose,
        position,
        commit,
        now);
  }

  JobId id() {
    return id;
  }

  MachineAllocation allocation() {
    return allocation;
  }

  Job job() {
    return job;
  }

  Optional<Revision> revision() {
    return revision;
  }

  Instant startedAt() {
    return startedAt;
  }

  Optional<Purpose> purpose() {
    return purpose;
  }

  /** Where a boot belongs in its campaign's plan; empty where there is no plan. */
  Optional<String> position() {
    return position;
  }

  /**
   * Ends it: a job that is still on its way to the machine is not started any more, one that runs
   * there is cancelled.
   */
  void cancel() throws MachineFault, InterruptedException {
    cancelled = true;
    allocation.station().link().cancel(id);
  }

  /** Whether its outcome is wanted: nobody has given it up. */
  boolean isWanted() {
    return !cancelled;
  }

  /** Whether its end is on the way to be written. */
  public boolean hasEnded() {
    return ended;
  }

  /** It is from before a restart: the machine may have heard of it. */
  JobAttempt takenUp() {
    mayHaveStarted = true;
    isTakenUp = true;
    return this;
  }

  /**
   * The way to the machine was lost while it was under way.
   *
   * @return how often that was
   */
  int losesLink() {
    lostLinks++;
    return lostLinks;
  }

  /** Its outcome is not wanted any more; {@link #cancel} tells the machine. */
  public void giveUp() {
    cancelled = true;
  }

  /** What the machine is doing for this job now. */
  BisectionView.Activity activity() {
    return activity;
  }

  /** As the search sees it; empty for work that is not about a revision. */
  public Optional<Work> work() {
    return revision.flatMap(what ->
        switch (job) {
          case Job.Build ignored ->
              Optional.of(new Work.Building(Image.of(what), allocation.number()));
          case Job.Measure measure ->
              Optional.of(
                  new Work.Booting(
                      Image.of(what), allocation.number(), measure.runs(), purpose.orElseThrow()));
          case Job.Facts ignored -> Optional.empty();
          case Job.Switch ignored -> Optional.empty();
          case Job.Recover ignored -> Optional.empty();
        });
  }

  /**
   * Does it, and reports once, unless the thread is interrupted: how it ended, or that the machine
   * can't be reached. Then nobody knows what became of it, so it is to be followed again, under the
   * same name, when the machine is back.
   *
   * @param variants have the commits to send
   * @param onChange called whenever {@link #activity()} has changed
   */
  void run(
      Time time,
      Variants variants,
      Path recipeFolder,
      Runnable onChange,
      BiConsumer<JobAttempt, Result> onEnd,
      BiConsumer<JobAttempt, MachineFault> onFault) {
    Result result;
    try {
      if (id.attempt() > 1) {
        time.sleep(BETWEEN_ATTEMPTS);
      }
      send(variants, recipeFolder);
      if (cancelled && !mayHaveStarted) {
        result = new Result.Cancelled();
      } else {
        // Even if it is not wanted any more: the machine may have ended it long ago.
        mayHaveStarted = true;
        result = allocation.station().link().run(id, job, event -> follow(event, onChange));
      }
    } catch (MachineFault fault) {
      if (fault.kind() != MachineFault.Kind.SOURCES_DAMAGED) {
        onFault.accept(this, fault);
        return;
      }
      // The same on every machine, and the commit's own.
      result =
          new Result.Unbuildable(
              "sources", fault.getMessage() + " -> " + fault.nextStep(), "", Duration.ZERO);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException unexpected) {
      LOG.error("job {}", id, unexpected);
      result = OwnFault.result(unexpected);
    }
    ended = true;
    onEnd.accept(this, cancelled ? afterCancel(result) : result);
  }

  /**
   * An end that is none for this kind of job, or that nobody here asked for: as a fault, so that it
   * is tried again, but not for ever.
   */
  Result checked(Result result) {
    boolean isPossible =
        switch (result) {
          case Result.Built _, Result.Unbuildable _ -> job instanceof Job.Build;
          case Result.Measured _ ->
              job instanceof Job.Measure measure && measure.profiling() == null;
          case Result.Profiled _ ->
              job instanceof Job.Measure measure && measure.profiling() != null;
          case Result.Unbootable _, Result.ReproducerFailed _ -> job instanceof Job.Measure;
          case Result.FactsFound _ -> job instanceof Job.Facts;
          case Result.InfrastructureFault _ -> true;
          // Somebody may have asked for it before a restart.
          case Result.Cancelled _ -> cancelled || isTakenUp;
          case Result.Switched _, Result.Recovered _ -> false;
        };
    return isPossible
        ? result
        : new Result.InfrastructureFault(
            Result.Fault.UNEXPECTED,
            "the job ended as \"%s\", which nobody asked for"
                .formatted(result.getClass().getSimpleName()),
            "");
  }

  /**
   * What was measured or made before the end came is true all the same; a failure may be the work
   * of the cancelling, and says nothing.
   */
  private static Result afterCancel(Result result) {
    return switch (result) {
      case Result.Measured measured -> measured;
      case Result.Profiled profiled -> profiled;
      case Result.Built built -> built;
      case Result.FactsFound facts -> facts;
      case Result.Unbuildable ignored -> new Result.Cancelled();
      case Result.Unbootable ignored -> new Result.Cancelled();
      case Result.ReproducerFailed ignored -> new Result.Cancelled();
      case Result.InfrastructureFault ignored -> new Result.Cancelled();
      case Result.Cancelled ignored -> new Result.Cancelled();
      case Result.Switched ignored -> new Result.Cancelled();
      case Result.Recovered ignored -> new Result.Cancelled();
    };
  }

  private void send(Variants variants, Path recipeFolder)
      throws MachineFault, InterruptedException {
    switch (job) {
      case Job.Build build ->
          allocation
              .station()
              .link()
              .sendCommit(variants.repository(revision.orElseThrow()), build.commit());
      case Job.Measure measure ->
          allocation.station().link().sendRecipe(recipeFolder, measure.recipe().digest());
      case Job.Facts ignored -> allocation.station().endStrays();
      case Job.Switch ignored -> {}
      case Job.Recover ignored -> {}
    }
  }

  private void follow(JobEvent event, Runnable onChange) {
    switch (event.body()) {
      case JobEvent.Body.Started ignored -> activity = activity("starting", null, null);
      case JobEvent.Body.Phase(String name) -> activity = activity(name, null, null);
      case JobEvent.Body.Progress(String what, long done, Long total) ->
          activity = activity(what, done, total);
      case JobEvent.Body.RunFinished ignored -> {}
      case JobEvent.Body.Finished ignored -> {}
    }
    onChange.run();
  }

  private BisectionView.Activity activity(String phase, @Nullable Long done, @Nullable Long total) {
    String doing =
        switch (job) {
          case Job.Build ignored -> "building";
          case Job.Measure measure ->
              measure.profiling() == null ? "measuring" : "taking a profile";
          case Job.Facts ignored -> "checking";
          case Job.Switch ignored -> "booting";
          case Job.Recover ignored -> "recovering";
        };
    return new BisectionView.Activity(
        allocation.station().name(), doing, commit, startedAt, phase, done, total);
  }
}

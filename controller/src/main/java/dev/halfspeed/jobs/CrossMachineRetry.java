package dev.halfspeed.jobs;

import dev.halfspeed.schedule.MachineAllocation;
import dev.halfspeed.schedule.MachinePool;
import dev.halfspeed.schedule.Timers;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.time.Time;
import java.util.List;
import java.util.Optional;

/**
 * Second tries elsewhere: no campaign ends by what failed on one machine alone, while another one
 * can try it. Used by one thread.
 */
public final class CrossMachineRetry {
  /** Enough to see whether a commit can be tested. */
  private static final int ONE_RUN = 1;

  private final String campaign;
  private final CampaignLog book;
  private final MachinePool pool;
  private final JobRunner runner;
  private final JobStarts starts;
  private final ControlJobs controls;
  private final Timers timers;
  private final Time time;
  private final Runnable wake;
  private final ConclusionWait wait = new ConclusionWait();

  /**
   * None is wanted yet.
   *
   * @param wake called, on any thread, when a conclusion has waited for long enough
   */
  public CrossMachineRetry(
      String campaign,
      CampaignLog book,
      MachinePool pool,
      JobRunner runner,
      JobStarts starts,
      ControlJobs controls,
      Timers timers,
      Time time,
      Runnable wake) {
    this.campaign = campaign;
    this.book = book;
    this.pool = pool;
    this.runner = runner;
    this.starts = starts;
    this.controls = controls;
    this.timers = timers;
    this.time = time;
    this.wake = wake;
  }

  /** Those that another machine than the one that failed, and that may be used, can settle. */
  public List<Testability.Doubt> doubts(List<Testability.Doubt> all) {
    List<Testability.Doubt> doubts =
        all.stream()
            .filter(doubt ->
                pool.all().stream()
                    .anyMatch(allocation ->
                        isElsewhere(allocation, doubt) && pool.isAdmitted(allocation)))
            .toList();
    if (doubts.isEmpty()) {
      wait.ends();
    }
    return doubts;
  }

  /** Whether the other machines were waited for long enough. */
  public boolean isInVain(List<Testability.Doubt> doubts) {
    if (doubts.stream().anyMatch(this::isUnderWay)) {
      return false;
    }
    if (doubts.stream().anyMatch(this::isMachineTaken)) {
      // Its turn comes.
      wait.ends();
      return false;
    }
    long now = time.nanoTime();
    if (wait.begins(doubts, now)) {
      timers.after("wait for doubts of " + campaign, ConclusionWait.LIMIT, wake);
    }
    return wait.isOver(now);
  }

  /**
   * Has a machine try what failed on another one.
   *
   * @return false when there is nothing for it in that place now
   */
  public boolean tryAgain(
      MachineAllocation allocation,
      Slot slot,
      List<Testability.Doubt> doubts,
      List<JobRecord> jobs) {
    if (controls.areWanted(allocation)) {
      return controls.start(allocation, slot, jobs);
    }
    for (Testability.Doubt doubt : doubts) {
      Revision revision = doubt.revision();
      if (!isElsewhere(allocation, doubt) || isUnderWay(doubt)) {
        continue;
      }
      boolean isBuilt = allocation.images(jobs).containsKey(revision);
      String purpose = doubt.failure().purpose();
      if (isBuilt && slot.mayBoot() && purpose != null) {
        var boot = new BootOrder(revision, ONE_RUN, Purpose.valueOf(purpose), doubt.why());
        return starts.boot(allocation, boot, jobs);
      }
      if (!isBuilt && slot.mayBuild()) {
        return starts.build(allocation, revision, doubt.why(), jobs);
      }
    }
    return false;
  }

  /** The campaign rests: no machine is asked, so none is waited for. */
  public void rests() {
    wait.ends();
  }

  /** Whether others use a machine that could settle it. */
  private boolean isMachineTaken(Testability.Doubt doubt) {
    return pool.all().stream()
        .anyMatch(allocation -> isElsewhere(allocation, doubt) && pool.isTaken(allocation));
  }

  private boolean isUnderWay(Testability.Doubt doubt) {
    return runner.wanted().stream().anyMatch(attempt -> isFor(attempt, doubt));
  }

  /**
   * Those that are no second try of anything, and no control: for the search what failed is
   * settled.
   */
  public List<JobAttempt> others(List<JobAttempt> some) {
    List<Testability.Doubt> doubts = book.evidenceSet().testability().doubts();
    return some.stream()
        .filter(attempt -> doubts.stream().noneMatch(doubt -> isFor(attempt, doubt)))
        .filter(attempt -> !controls.areWanted(attempt.allocation()))
        .toList();
  }

  private static boolean isFor(JobAttempt attempt, Testability.Doubt doubt) {
    return isElsewhere(attempt.allocation(), doubt)
        && attempt.revision().equals(Optional.of(doubt.revision()));
  }

  private static boolean isElsewhere(MachineAllocation allocation, Testability.Doubt doubt) {
    return !allocation.station().name().equals(doubt.machine());
  }
}

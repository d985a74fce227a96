package dev.halfspeed.jobs;

import dev.halfspeed.core.Intervention.Act;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.schedule.MachineAllocation;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.RevisionName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Boots that people asked for, beside those that the campaign wants. Each is answered by a boot of
 * its commit that began after it was asked for, or by a failure of that commit which no retry
 * mends: such a failure answers all that were asked for before it. Used by one thread.
 */
public final class RequestedBoots {
  private static final String WHY = "a person asked for it";
  private static final int ONE_RUN = 1;

  private final CampaignLog book;
  private final JobStarts starts;
  private final Set<Revision> ends;

  /**
   * None yet.
   *
   * @param ends their boots calibrate
   */
  public RequestedBoots(CampaignLog book, JobStarts starts, Set<Revision> ends) {
    this.book = book;
    this.starts = starts;
    this.ends = ends;
  }

  /** What is to be booted and was not yet: under way, or to be begun. */
  public Set<Revision> open() {
    return open(book.interventions(), book.jobs(), book.evidenceSet().testability());
  }

  /**
   * The same.
   *
   * @param jobs of the campaign, in the order in which they were started
   * @param testability after these jobs
   */
  static Set<Revision> open(
      Interventions interventions, List<JobRecord> jobs, Testability testability) {
    List<Act.Remeasure> open = new ArrayList<>(interventions.remeasures().toList());
    for (JobRecord job : jobs) {
      Predicate<Act.Remeasure> isAsked =
          asked ->
              asked.revision().equals(job.revision())
                  && CampaignLog.numberOf(job.job()) > asked.afterJob();
      switch (answer(job, testability)) {
        case NONE -> {}
        case ONE -> open.stream().filter(isAsked).findFirst().ifPresent(open::remove);
        case ALL -> open.removeIf(isAsked);
      }
    }
    return open.stream()
        .map(asked -> RevisionName.parse(asked.revision()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** How many of those who asked for a boot of its commit a job answers. */
  private enum Answer {
    NONE,
    ONE,
    ALL
  }

  private static Answer answer(JobRecord job, Testability testability) {
    String words = job.outcome();
    String revision = job.revision();
    // What looks at a machine has no commit.
    if (words == null || revision == null || Purpose.PROFILE.name().equals(job.purpose())) {
      return Answer.NONE;
    }
    return switch (Outcome.parse(words)) {
      case MEASURED, DISTURBED -> Answer.ONE;
      case UNBUILDABLE, UNBOOTABLE -> Answer.ALL;
      case REPRODUCER_FAILED -> job.attempt() >= RetryPolicy.REPRODUCER ? Answer.ALL : Answer.NONE;
      // Whose fault it is shows only when it comes again, or elsewhere.
      case INFRASTRUCTURE ->
          job.result() instanceof JobResult.InfrastructureFault fault
                  && RetryPolicy.isGivenUp(job.attempt(), fault.fault())
                  && testability.isGivenUp(RevisionName.parse(revision), job.machine())
              ? Answer.ALL
              : Answer.NONE;
      case PROFILED, BUILT, FACTS, CANCELLED -> Answer.NONE;
    };
  }

  /**
   * Starts in a free place what was asked for.
   *
   * @return false when there is nothing for it in that place now
   */
  public boolean start(MachineAllocation allocation, Slot slot, List<JobRecord> jobs) {
    for (Revision revision : open()) {
      if (isUnderWay(revision, jobs) || isUnexplained(revision, allocation)) {
        continue;
      }
      boolean isBuilt = allocation.images(jobs).containsKey(revision);
      if (isBuilt && slot.mayBoot()) {
        Purpose purpose = ends.contains(revision) ? Purpose.CALIBRATION : Purpose.SEARCH;
        return starts.boot(
            allocation, new BootOrder(revision, usualRuns(jobs), purpose, WHY), jobs);
      }
      if (!isBuilt && slot.mayBuild()) {
        return starts.build(allocation, revision, WHY, jobs);
      }
    }
    return false;
  }

  /** Whether it is to be tried there again only once another commit was tried. */
  private boolean isUnexplained(Revision revision, MachineAllocation allocation) {
    return book.evidenceSet().testability().isUnexplained(revision, allocation.station().name());
  }

  /** Whether one of them is tried again on a machine only once another commit was tried there. */
  public boolean waitForControl(MachineAllocation allocation) {
    return waitForControl(open(), book.evidenceSet().testability(), allocation.station().name());
  }

  /** The same of these on a machine. */
  static boolean waitForControl(Set<Revision> open, Testability testability, String machine) {
    return open.stream().anyMatch(revision -> testability.isUnexplained(revision, machine));
  }

  private static boolean isUnderWay(Revision revision, List<JobRecord> jobs) {
    String name = RevisionName.of(revision);
    return jobs.stream().anyMatch(job -> job.endedAt() == null && name.equals(job.revision()));
  }

  /** As many as the last measured boot had. */
  private static int usualRuns(List<JobRecord> jobs) {
    return jobs.reversed().stream()
        .filter(job -> job.kind().equals(JobKind.BOOT))
        .flatMap(job ->
            job.result() instanceof JobResult.Measured measured
                ? Stream.of(measured.runs())
                : Stream.empty())
        .findFirst()
        .orElse(ONE_RUN);
  }
}

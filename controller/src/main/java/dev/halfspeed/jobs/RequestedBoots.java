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
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Boots that people asked for, beside those that the campaign wants. One is answered by the first
 * boot of its commit that began after it was asked for, or by a failure that no retry mends. Used
 * by one thread.
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
    List<JobRecord> jobs = book.jobs();
    return book.interventions()
        .remeasures()
        .filter(asked -> since(asked, jobs).noneMatch(RequestedBoots::answers))
        .map(asked -> RevisionName.parse(asked.revision()))
        .collect(Collectors.toSet());
  }

  /** The jobs of a commit that were started after a boot of it was asked for. */
  private static Stream<JobRecord> since(Act.Remeasure asked, List<JobRecord> jobs) {
    return jobs.stream()
        .filter(job -> asked.revision().equals(job.revision()))
        .filter(job -> CampaignLog.numberOf(job.job()) > asked.afterJob());
  }

  private static boolean answers(JobRecord job) {
    String words = job.outcome();
    if (words == null) {
      return false;
    }
    return switch (Outcome.parse(words)) {
      case MEASURED, DISTURBED, UNBUILDABLE, UNBOOTABLE -> true;
      case REPRODUCER_FAILED -> job.attempt() >= RetryPolicy.REPRODUCER;
      case INFRASTRUCTURE ->
          job.result() instanceof JobResult.InfrastructureFault fault
              && fault.fault() != JobResult.Fault.IMAGE_MISSING
              && RetryPolicy.isGivenUp(job.attempt(), fault.fault());
      case BUILT, FACTS, CANCELLED -> false;
    };
  }

  /**
   * Starts in a free place what was asked for.
   *
   * @return false when there is nothing for it in that place now
   */
  public boolean start(MachineAllocation allocation, Slot slot, List<JobRecord> jobs) {
    for (Revision revision : open()) {
      if (isUnderWay(revision, jobs)) {
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

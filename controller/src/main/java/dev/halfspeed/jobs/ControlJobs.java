package dev.halfspeed.jobs;

import dev.halfspeed.report.Words;
import dev.halfspeed.schedule.MachineAllocation;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.store.job.JobRecord;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Controls: where a machine gave up a job by an infrastructure fault, and the search has nothing
 * else for it, another commit is tried there. That tells the machine's fault from the commit's
 * ({@link FaultAttribution}). Used by one thread.
 */
public final class ControlJobs {
  private static final int ONE_RUN = 1;

  private final CampaignLog book;
  private final JobStarts starts;
  private final Variants variants;
  private final Set<Revision> ends;

  /**
   * Controls for a campaign.
   *
   * @param ends without them nothing can be told
   */
  public ControlJobs(CampaignLog book, JobStarts starts, Variants variants, Set<Revision> ends) {
    this.book = book;
    this.starts = starts;
    this.variants = variants;
    this.ends = ends;
  }

  /** Whether a machine has failed at something, and nobody knows whose fault that was. */
  public boolean areWanted(MachineAllocation allocation) {
    return !open(allocation, true).revisions().isEmpty()
        || !open(allocation, false).revisions().isEmpty();
  }

  private boolean isEnough(MachineAllocation allocation, boolean inBuilds) {
    return book.evidenceSet().testability().isSuspicious(allocation.station().name(), inBuilds);
  }

  private OpenFailures open(MachineAllocation allocation, boolean inBuilds) {
    return book.evidenceSet().testability().open(allocation.station().name(), inBuilds);
  }

  /**
   * Starts a control, or another try where there is none.
   *
   * @return false when there is no place for it now
   */
  public boolean start(MachineAllocation allocation, Slot slot, List<JobRecord> jobs) {
    return open(allocation, true).revisions().isEmpty()
        ? startBoot(allocation, slot, jobs)
        : startBuild(allocation, slot, jobs, open(allocation, true));
  }

  private boolean startBuild(
      MachineAllocation allocation, Slot slot, List<JobRecord> jobs, OpenFailures open) {
    Revision failed = open.revisions().getFirst();
    Optional<Revision> control =
        isEnough(allocation, true) ? Optional.empty() : unbuilt(allocation, jobs);
    return slot.mayBuild()
        && starts.build(allocation, control.orElse(failed), why(allocation, failed, control), jobs);
  }

  private boolean startBoot(MachineAllocation allocation, Slot slot, List<JobRecord> jobs) {
    OpenFailures open = open(allocation, false);
    Revision failed = open.revisions().getFirst();
    Set<Revision> images = allocation.images(jobs).keySet();
    boolean isEnough = isEnough(allocation, false);
    Optional<Revision> control =
        isEnough
            ? Optional.empty()
            : Stream.concat(
                    images.stream().filter(book.evidenceSet().testability()::isMeasured),
                    images.stream())
                .filter(revision ->
                    !(revision instanceof Revision.Revert
                        || revision instanceof Revision.CounterVariant))
                .filter(revision -> !isSkipped(allocation, revision))
                .findFirst();
    if (control.isEmpty() && !isEnough) {
      Optional<Revision> unbuilt = unbuilt(allocation, jobs);
      if (unbuilt.isPresent()) {
        return slot.mayBuild()
            && starts.build(allocation, unbuilt.get(), why(allocation, failed, unbuilt), jobs);
      }
    }
    Revision next = control.orElse(failed);
    String why = why(allocation, failed, control);
    if (!images.contains(next)) {
      return slot.mayBuild() && starts.build(allocation, next, why, jobs);
    }
    var boot = new BootOrder(next, ONE_RUN, purpose(open, next), why);
    return slot.mayBoot() && starts.boot(allocation, boot, jobs);
  }

  private Purpose purpose(OpenFailures open, Revision revision) {
    return open.of(revision)
        .flatMap(failure -> Optional.ofNullable(failure.purpose()))
        .map(Purpose::valueOf)
        .orElse(ends.contains(revision) ? Purpose.CALIBRATION : Purpose.SEARCH);
  }

  /** Something to build that this machine has not built: the ends first, they are needed. */
  private Optional<Revision> unbuilt(MachineAllocation allocation, List<JobRecord> jobs) {
    Set<Revision> images = allocation.images(jobs).keySet();
    Set<Revision> skipped = skipped(allocation);
    return variants
        .all()
        .filter(revision -> !images.contains(revision) && !skipped.contains(revision))
        .findFirst();
  }

  private boolean isSkipped(MachineAllocation allocation, Revision revision) {
    return skipped(allocation).contains(revision);
  }

  /** What has failed there, for whatever reason. */
  private Set<Revision> skipped(MachineAllocation allocation) {
    return book.evidenceSet().evidenceOn(allocation.station().name(), ends).stream()
        .filter(Evidence.Untestable.class::isInstance)
        .map(item -> ((Evidence.Untestable) item).revision())
        .collect(Collectors.toSet());
  }

  private String why(MachineAllocation allocation, Revision failed, Optional<Revision> control) {
    String name = Words.shortId(variants.commit(failed).id());
    String machine = allocation.station().name();
    return control.isPresent()
        ? "control: %s failed on %s for no known reason; does another commit work there?"
            .formatted(name, machine)
        : "%s failed on %s for no known reason; tried again".formatted(name, machine);
  }
}

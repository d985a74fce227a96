package dev.halfspeed.bisect;

import dev.halfspeed.report.Words;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.store.JobRecord;
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
final class ControlJobs {
  private static final int ONE_RUN = 1;

  private final JobBook book;
  private final JobStarts starts;
  private final Variants variants;
  private final Set<Revision> ends;

  /**
   * Controls for a campaign.
   *
   * @param ends without them nothing can be told
   */
  ControlJobs(JobBook book, JobStarts starts, Variants variants, Set<Revision> ends) {
    this.book = book;
    this.starts = starts;
    this.variants = variants;
    this.ends = ends;
  }

  /** Whether a machine has failed at something, and nobody knows whose fault that was. */
  boolean areWanted(Bench bench) {
    return !open(bench, true).revisions().isEmpty() || !open(bench, false).revisions().isEmpty();
  }

  private boolean isEnough(Bench bench, boolean inBuilds) {
    return book.tale().testability().isSuspicious(bench.station().name(), inBuilds);
  }

  private OpenFailures open(Bench bench, boolean inBuilds) {
    return book.tale().testability().open(bench.station().name(), inBuilds);
  }

  /**
   * Starts a control, or another try where there is none.
   *
   * @return false when there is no place for it now
   */
  boolean start(Bench bench, Slot slot, List<JobRecord> jobs) {
    return open(bench, true).revisions().isEmpty()
        ? startBoot(bench, slot, jobs)
        : startBuild(bench, slot, jobs, open(bench, true));
  }

  private boolean startBuild(Bench bench, Slot slot, List<JobRecord> jobs, OpenFailures open) {
    Revision failed = open.revisions().getFirst();
    Optional<Revision> control = isEnough(bench, true) ? Optional.empty() : unbuilt(bench, jobs);
    return slot.mayBuild()
        && starts.build(bench, control.orElse(failed), why(bench, failed, control), jobs);
  }

  private boolean startBoot(Bench bench, Slot slot, List<JobRecord> jobs) {
    OpenFailures open = open(bench, false);
    Revision failed = open.revisions().getFirst();
    Set<Revision> images = bench.images(jobs).keySet();
    boolean isEnough = isEnough(bench, false);
    Optional<Revision> control =
        isEnough
            ? Optional.empty()
            : Stream.concat(
                    images.stream().filter(book.tale().testability()::isMeasured), images.stream())
                .filter(revision -> !(revision instanceof Revision.Revert))
                .filter(revision -> !isSkipped(bench, revision))
                .findFirst();
    if (control.isEmpty() && !isEnough) {
      Optional<Revision> unbuilt = unbuilt(bench, jobs);
      if (unbuilt.isPresent()) {
        return slot.mayBuild()
            && starts.build(bench, unbuilt.get(), why(bench, failed, unbuilt), jobs);
      }
    }
    Revision next = control.orElse(failed);
    String why = why(bench, failed, control);
    if (!images.contains(next)) {
      return slot.mayBuild() && starts.build(bench, next, why, jobs);
    }
    var boot = new Campaign.Step.Boot(next, ONE_RUN, purpose(open, next), why);
    return slot.mayBoot() && starts.boot(bench, boot, jobs);
  }

  private Purpose purpose(OpenFailures open, Revision revision) {
    return open.of(revision)
        .flatMap(failure -> Optional.ofNullable(failure.purpose()))
        .map(Purpose::valueOf)
        .orElse(ends.contains(revision) ? Purpose.CALIBRATION : Purpose.SEARCH);
  }

  /** Something to build that this machine has not built: the ends first, they are needed. */
  private Optional<Revision> unbuilt(Bench bench, List<JobRecord> jobs) {
    Set<Revision> images = bench.images(jobs).keySet();
    Set<Revision> skipped = skipped(bench);
    return variants
        .all()
        .filter(revision -> !images.contains(revision) && !skipped.contains(revision))
        .findFirst();
  }

  private boolean isSkipped(Bench bench, Revision revision) {
    return skipped(bench).contains(revision);
  }

  /** What has failed there, for whatever reason. */
  private Set<Revision> skipped(Bench bench) {
    return book.tale().evidenceOn(bench.station().name(), ends).stream()
        .filter(Evidence.Untestable.class::isInstance)
        .map(item -> ((Evidence.Untestable) item).revision())
        .collect(Collectors.toSet());
  }

  private String why(Bench bench, Revision failed, Optional<Revision> control) {
    String name = Words.shortId(variants.commit(failed).id());
    String machine = bench.station().name();
    return control.isPresent()
        ? "control: %s failed on %s for no known reason; does another commit work there?"
            .formatted(name, machine)
        : "%s failed on %s for no known reason; tried again".formatted(name, machine);
  }
}

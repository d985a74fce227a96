package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.Campaign.Step;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.jobs.BootOrder;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.RevisionName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Boots of a culprit and of what it was proved against for their profiles, before a bisection ends
 * (docs/adr/0037). They are no evidence, and one that fails is the last: no conclusion waits for a
 * profile that does not come. Of one moment, by its evidence and its jobs.
 */
final class ProfileBoots {
  /** Boots of each side: with two it is known what boots of one kernel differ in. */
  static final int EACH = 2;

  private static final int ONE_RUN = 1;

  private final List<String> machines;
  private final Set<Integer> withPerf;
  private final List<Revision> parents;
  private final Revision culprit;
  private final List<Evidence> evidence;
  private final List<JobRecord> jobs;

  /**
   * At a moment of a bisection.
   *
   * @param machines their names
   * @param withPerf numbers of those that have the program
   * @param options know what a culprit was compared with
   * @param first the culprit that is looked into
   * @param jobs all of the bisection
   */
  ProfileBoots(
      List<String> machines,
      Set<Integer> withPerf,
      KernelOptions options,
      Conclusion.Culprit first,
      List<Evidence> evidence,
      List<JobRecord> jobs) {
    this.machines = machines;
    this.withPerf = withPerf;
    this.evidence = evidence;
    culprit = new Revision.Candidate(first.candidate());
    parents = options.before(first.candidate());
    this.jobs = jobs.stream().filter(ProfileBoots::isOfOne).toList();
  }

  /** Work under way of which the search knows. */
  static List<Work> workWithoutThem(List<Work> underWay) {
    return underWay.stream().filter(work -> !isOfOne(work)).toList();
  }

  private static boolean isOfOne(Work work) {
    return work instanceof Work.Booting boot && boot.purpose() == Purpose.PROFILE;
  }

  private static boolean isOfOne(JobRecord job) {
    return Purpose.PROFILE.name().equals(job.purpose());
  }

  /** How many have ended, which count against the budget as any boot. */
  static int ended(List<JobRecord> jobs) {
    return (int)
        jobs.stream()
            .filter(job -> isOfOne(job) && job.result() != null)
            .filter(job -> !(job.result() instanceof JobResult.Cancelled))
            .count();
  }

  /** Whether one is still wanted, and a machine can make it. */
  boolean isOpen() {
    return !hasFailed()
        && machine().isPresent()
        && (missing(culprit) > 0 || missing(parent(machine().getAsInt())) > 0);
  }

  /** Why none can be made; empty where some can, or were. */
  Optional<String> obstacle() {
    if (!jobs.isEmpty() || machine().isPresent()) {
      return Optional.empty();
    }
    List<String> without =
        IntStream.range(0, machines.size()).filter(this::hasProof).mapToObj(machines::get).toList();
    return Optional.of(
        without.isEmpty()
            ? "the culprit and its parent were proved on different machines"
            : "perf is not on " + String.join(", ", without) + ": install it (Debian: linux-perf)");
  }

  /** What a place should do about them. */
  Step next(List<Work> underWay, Slot slot) {
    if (slot.machine() != machine().orElse(-1)) {
      return new Step.Rest("profiles are taken on another machine");
    }
    Revision before = parent(slot.machine());
    long comingBefore = coming(underWay, before);
    long coming = coming(underWay, culprit);
    // In turn, the parent first: what drifts meanwhile is in both.
    long leftBefore = missing(before) - comingBefore;
    long left = missing(culprit) - coming;
    Revision next = leftBefore >= left ? before : culprit;
    if (!slot.mayBoot() || Math.max(leftBefore, left) <= 0) {
      return new Step.Rest("boots for profiles are under way");
    }
    return slot.images().contains(Image.of(next))
        ? new Step.Boot(
            new BootOrder(next, ONE_RUN, Purpose.PROFILE, "where the time goes, as a profile"))
        : new Step.Rest("an image to take a profile of is not there any more");
  }

  private static long coming(List<Work> underWay, Revision revision) {
    return underWay.stream()
        .filter(work -> isOfOne(work) && work.revision().equals(revision))
        .count();
  }

  private int missing(Revision revision) {
    return EACH
        - (int)
            jobs.stream()
                .filter(job -> Outcome.PROFILED.words().equals(job.outcome()))
                .filter(job ->
                    RevisionName.parse(Objects.requireNonNull(job.revision())).equals(revision))
                .count();
  }

  /** Whether one came to nothing, but for one that was ended by a person. */
  private boolean hasFailed() {
    return jobs.stream()
        .anyMatch(job ->
            switch (job.result()) {
              case null -> false;
              case JobResult.Cancelled _ -> false;
              case JobResult.Profiled profiled -> profiled.trouble() != null;
              case JobResult.FactsFound _,
                  JobResult.Built _,
                  JobResult.Unbuildable _,
                  JobResult.Measured _,
                  JobResult.Unbootable _,
                  JobResult.ReproducerFailed _,
                  JobResult.InfrastructureFault _ ->
                  true;
            });
  }

  /** The one on which all of them are made: shares of two machines are no comparison. */
  private OptionalInt machine() {
    return jobs.isEmpty()
        ? IntStream.range(0, machines.size())
            .filter(machine -> withPerf.contains(machine) && hasProof(machine))
            .findFirst()
        : IntStream.of(machines.indexOf(jobs.getFirst().machine()))
            .filter(number -> number >= 0)
            .findFirst();
  }

  private boolean hasProof(int machine) {
    return isProved(culprit, machine) && parents.stream().anyMatch(each -> isProved(each, machine));
  }

  /** The parent that is compared: of several the first that the proof has booted there. */
  private Revision parent(int machine) {
    return parents.stream()
        .filter(each -> isProved(each, machine))
        .findFirst()
        .orElseGet(parents::getFirst);
  }

  private boolean isProved(Revision revision, int machine) {
    return evidence.stream()
        .anyMatch(each ->
            each instanceof Evidence.Booted boot
                && boot.purpose() == Purpose.PROOF
                && boot.machine() == machine
                && boot.revision().equals(revision));
  }
}

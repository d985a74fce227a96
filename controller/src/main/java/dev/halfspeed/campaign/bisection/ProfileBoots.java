package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.Campaign.Step;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.jobs.BootOrder;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
  private final List<String> usable;
  private final List<Revision> parents;
  private final Revision culprit;
  private final List<Evidence> evidence;
  private final List<JobRecord> jobs;

  /**
   * At a moment of a bisection.
   *
   * @param machines their names
   * @param withPerf numbers of those that have the program
   * @param usable names of those that can work now
   * @param options know what a culprit was compared with
   * @param first the number of the culprit that is looked into
   * @param jobs all of the bisection
   */
  ProfileBoots(
      List<String> machines,
      Set<Integer> withPerf,
      List<String> usable,
      KernelOptions options,
      int first,
      List<Evidence> evidence,
      List<JobRecord> jobs) {
    this.machines = machines;
    this.withPerf = withPerf;
    this.usable = usable;
    this.evidence = evidence;
    culprit = new Revision.Candidate(first);
    parents = options.before(first);
    // After an intervention there may be some of what was thought to be the culprit before.
    this.jobs = jobs.stream().filter(ProfileBoots::isOfOne).filter(this::isOfASide).toList();
  }

  /** Work under way of which the search knows. */
  static List<Work> workWithoutThem(List<Work> underWay) {
    return underWay.stream().filter(work -> !isOfOne(work)).toList();
  }

  private static boolean isOfOne(Work work) {
    return work instanceof Work.Booting boot && boot.purpose() == Purpose.PROFILE;
  }

  static boolean isOfOne(JobRecord job) {
    return Purpose.PROFILE.name().equals(job.purpose());
  }

  private boolean isOfASide(JobRecord job) {
    Revision revision = revision(job);
    return revision.equals(culprit) || parents.contains(revision);
  }

  static Revision revision(JobRecord job) {
    return RevisionName.parse(Objects.requireNonNull(job.revision()));
  }

  /** How many have ended, which count against the budget as any boot. */
  static int ended(List<JobRecord> jobs) {
    return (int) jobs.stream().filter(ProfileBoots::hasEnded).count();
  }

  /** Whether a job is one that has ended, and not by a person. */
  static boolean hasEnded(JobRecord job) {
    return isOfOne(job) && job.result() != null && !(job.result() instanceof JobResult.Cancelled);
  }

  /** Whether one is still wanted, and a machine can make it. */
  boolean isOpen() {
    return !hasFailed()
        && machine().isPresent()
        && (missing(culprit) > 0 || missing(parent(machine().getAsInt())) > 0);
  }

  /**
   * Why a side has no profile; empty where both have one, or where boots for it came to nothing,
   * which say so themselves.
   *
   * @param isSpent whether the campaign may take no more of machines
   */
  Optional<String> obstacle(boolean isSpent) {
    if (hasFailed() || hasBoth()) {
      return Optional.empty();
    }
    if (isSpent) {
      return Optional.of("the budget was used up before both sides had one");
    }
    if (machine().isPresent()) {
      return Optional.of("an image to take a profile of is not there any more");
    }
    List<Integer> proved =
        IntStream.range(0, machines.size()).filter(this::hasProof).boxed().toList();
    if (proved.isEmpty()) {
      return Optional.of("the culprit and its parent were proved on different machines");
    }
    List<Integer> able =
        begun(profiled())
            .map(List::of)
            .orElseGet(() -> proved.stream().filter(withPerf::contains).toList());
    return Optional.of(
        able.isEmpty()
            ? "perf is not on %s: install it (Debian: linux-perf)".formatted(names(proved))
            : "%s went out of use before both sides had one".formatted(names(able)));
  }

  private String names(List<Integer> numbers) {
    return numbers.stream().map(machines::get).collect(Collectors.joining(", "));
  }

  private boolean hasBoth() {
    return profiled()
        .filter(job -> revision(job).equals(culprit))
        .anyMatch(job ->
            profiled()
                .anyMatch(other ->
                    other.machine().equals(job.machine()) && !revision(other).equals(culprit)));
  }

  /** Those that have one. */
  private Stream<JobRecord> profiled() {
    return jobs.stream().filter(job -> Outcome.PROFILED.words().equals(job.outcome()));
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
    String machine = machines.get(machine().orElseThrow());
    return EACH
        - (int)
            profiled()
                .filter(job -> job.machine().equals(machine) && revision(job).equals(revision))
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

  /**
   * The one on which all of them are made: shares of two machines are no comparison. Empty where
   * that is out of use: a culprit that is proved waits for no machine.
   */
  private OptionalInt machine() {
    return begun(profiled())
        .or(() -> begun(jobs.stream().filter(job -> job.result() == null)).filter(this::isUsable))
        .map(OptionalInt::of)
        .orElseGet(() ->
            IntStream.range(0, machines.size())
                .filter(machine -> withPerf.contains(machine) && hasProof(machine))
                .filter(this::isUsable)
                .findFirst())
        .stream()
        .filter(this::isUsable)
        .findFirst();
  }

  /** Where the first of some jobs was made that still has a proof. */
  private Optional<Integer> begun(Stream<JobRecord> some) {
    return some.map(job -> machines.indexOf(job.machine()))
        .filter(number -> number >= 0 && hasProof(number))
        .findFirst();
  }

  private boolean isUsable(int machine) {
    return usable.contains(machines.get(machine));
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

package dev.halfspeed.campaign.check;

import dev.halfspeed.campaign.Campaign;
import dev.halfspeed.core.Cancellation;
import dev.halfspeed.jobs.BootOrder;
import dev.halfspeed.jobs.JobPages;
import dev.halfspeed.jobs.Testability;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.machines.BootWays;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import dev.halfspeed.work.BootWay;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a machine measures evenly, or still measures what it did: the campaign that boots a
 * known-good kernel on it again and again, one boot at a time.
 */
final class CheckCampaign implements Campaign {
  /** Boots with a disturbed run that are repeated; a machine is not checked while it is that. */
  private static final int MOST_REPEATED = 20;

  private static final String KEPT = "; what was measured is kept";

  private final CheckRequest request;
  private final Supplier<CheckDetail> detail;
  private final Optional<CheckBaseline> baseline;
  private @Nullable JobPages pages;

  /**
   * A check.
   *
   * @param detail what the store holds of it now
   * @param baseline what to compare the machine with; empty for a whole check
   */
  CheckCampaign(
      CheckRequest request, Supplier<CheckDetail> detail, Optional<CheckBaseline> baseline) {
    this.request = request;
    this.detail = detail;
    this.baseline = baseline;
  }

  @Override
  public String kind() {
    return "check";
  }

  @Override
  public OptionalDouble secondsLeft() {
    return OptionalDouble.empty();
  }

  @Override
  public Set<Revision> ends() {
    return Set.of(CheckedKernel.REVISION);
  }

  @Override
  public String assess(List<Evidence> evidence, JobPages jobs, List<String> usable) {
    pages = jobs;
    return RowJson.write(
        new Assessed(
            "checking", CheckBoots.of(jobs.samples(), detail.get().metric()).values().size()));
  }

  /** What was known at a decision, as the store keeps it. */
  record Assessed(String phase, int boots) {}

  @Override
  public List<Work> useless(List<Evidence> evidence, List<Work> underWay) {
    return List.of();
  }

  @Override
  public Step next(List<Evidence> evidence, List<Work> underWay, Slot slot) {
    JobPages jobs = Objects.requireNonNull(pages, "assessed first");
    if (!underWay.isEmpty()) {
      return new Step.Rest("one boot at a time, so that none disturbs another");
    }
    CheckDetail now = detail.get();
    CheckBoots boots = CheckBoots.of(jobs.samples(), now.metric());
    int wanted = wanted(boots);
    Optional<CheckEnding> ending =
        unmeasurable(jobs, now, boots).or(() -> verdict(now, boots, wanted));
    if (ending.isPresent()) {
      return new Step.Conclude(ending.get(), ending.get().words());
    }
    if (!slot.images().contains(Image.of(CheckedKernel.REVISION))) {
      return slot.mayBuild()
          ? new Step.Build(CheckedKernel.REVISION, "the known-good kernel")
          : new Step.Rest("the known-good kernel is not built yet");
    }
    return slot.mayBoot()
        ? new Step.Boot(
            new BootOrder(
                CheckedKernel.REVISION,
                request.runs(),
                Purpose.CALIBRATION,
                "boot %d of %d".formatted(boots.values().size() + 1, wanted)))
        : new Step.Rest("the machine has no place for a boot");
  }

  /** Why nothing can be said of the machine's noise; empty where something can. */
  private Optional<CheckEnding> unmeasurable(JobPages jobs, CheckDetail now, CheckBoots boots) {
    return CheckBoots.givenUp(jobs)
        .map(CheckEnding::brokenOff)
        .or(() -> otherMachine(now))
        .or(() -> CheckBoots.trouble(jobs, now.metric(), request.runs()).map(CheckEnding::unfit))
        .or(() ->
            boots
                .disturbance()
                .filter(_ -> boots.disturbed() >= MOST_REPEATED)
                .map(why ->
                    CheckEnding.brokenOff(
                        "something else runs on the machine: "
                            + why
                            + "; check it when it is quiet")));
  }

  /** What can't be compared with the baseline, whatever the numbers. */
  private Optional<CheckEnding> otherMachine(CheckDetail now) {
    if (baseline.isEmpty()) {
      return Optional.empty();
    }
    CheckBaseline earlier = baseline.get();
    String compiler =
        MachineFingerprint.changes(earlier.finding().facts(), now.facts())
            .get(MachineFingerprint.COMPILER);
    if (compiler != null) {
      return Optional.of(
          CheckEnding.differs(
              "it makes other kernels than at check " + earlier.check() + ": " + compiler));
    }
    BootWay way = now.boots().get(now.machine());
    return way == null || isSame(earlier.finding().way(), way)
        ? Optional.empty()
        : Optional.of(
            CheckEnding.differs(
                "it boots in another way than at check "
                    + earlier.check()
                    + ": "
                    + BootWays.words(way)
                    + " instead of "
                    + BootWays.words(earlier.finding().way())));
  }

  /** Whether numbers of the two can be compared. */
  private static boolean isSame(BootWay one, BootWay other) {
    return BootWays.words(one).equals(BootWays.words(other))
        && one.kernelArguments().equals(other.kernelArguments());
  }

  /** How many boots it takes, as far as is known. */
  private int wanted(CheckBoots boots) {
    int least = leastBoots();
    return boots.values().size() < least ? least : 2 * least;
  }

  /** How many boots are enough where they do not differ; as many again are where they do. */
  private int leastBoots() {
    return baseline.isEmpty() ? request.boots() : CheckVerdicts.BOOTS_AGAIN;
  }

  private Optional<CheckEnding> verdict(CheckDetail now, CheckBoots boots, int wanted) {
    int count = boots.values().size();
    BootWay way = now.boots().get(now.machine());
    if (way == null) {
      return Optional.empty();
    }
    if (count != leastBoots() && count < wanted) {
      return Optional.empty();
    }
    List<List<Double>> values = boots.logarithms();
    return baseline.isEmpty()
        ? CheckVerdicts.whole(values, request.boots(), way, now.facts())
        : CheckVerdicts.again(values, baseline.get(), now.metric(), way, now.facts());
  }

  @Override
  public Optional<Step.Conclude> spent(List<Evidence> evidence, String budget) {
    String words = "the budget of " + budget + " is used up" + KEPT;
    return Optional.of(new Step.Conclude(CheckEnding.brokenOff(words), words));
  }

  /** It is about one machine: no other can tell whose fault a failure is. */
  @Override
  public List<Testability.Doubt> doubts(Step.Conclude conclusion, Testability testability) {
    return List.of();
  }

  @Override
  public Ending end(
      Step.Conclude conclusion,
      List<Evidence> evidence,
      Testability testability,
      String disturbances) {
    return ((CheckEnding) conclusion.conclusion()).asEnding();
  }

  @Override
  public Ending cancelled(Cancellation cancellation) {
    return cancelledBy(cancellation);
  }

  static Ending cancelledBy(Cancellation cancellation) {
    String reason = cancellation.reason();
    return CheckEnding.brokenOff(
            cancellation.by() + " cancelled it" + (reason.isEmpty() ? "" : ": " + reason) + KEPT)
        .asEnding();
  }

  @Override
  public Ending failed(String words) {
    return CheckEnding.brokenOff(words).asEnding();
  }
}

package dev.halfspeed.campaign.comparison;

import dev.halfspeed.campaign.Campaign;
import dev.halfspeed.campaign.CampaignState;
import dev.halfspeed.comparison.BlockBoot;
import dev.halfspeed.comparison.ComparisonFindings;
import dev.halfspeed.comparison.ComparisonStep;
import dev.halfspeed.comparison.VariantComparison;
import dev.halfspeed.core.Cancellation;
import dev.halfspeed.jobs.BootOrder;
import dev.halfspeed.jobs.InterventionText;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.jobs.JobPages;
import dev.halfspeed.jobs.Testability;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which of several variants is faster, or whether they are the same: the campaign that boots them
 * in turn. {@link VariantComparison} decides; what it has to know is read anew from the jobs before
 * each step, so that a controller that starts again decides the same.
 */
final class ComparisonCampaign implements Campaign {

  private final ComparisonRequest request;
  private final ComparisonDetail detail;
  private ComparisonJournal journal;
  private final JobPages earlier;
  private final Supplier<String> conclusion;
  private @Nullable VariantComparison comparison;
  private List<BlockBoot> underWay = List.of();

  /** Numbers of the machines that can work. */
  private Set<Integer> working = Set.of();

  /** What people did to the evidence. */
  private String byHand = "";

  /**
   * A comparison.
   *
   * @param earlier of the comparisons whose boots count in it, too
   * @param conclusion its sentences for people, by what the store holds
   */
  ComparisonCampaign(
      ComparisonRequest request,
      ComparisonDetail detail,
      JobPages earlier,
      Supplier<String> conclusion) {
    this.request = request;
    this.detail = detail;
    this.earlier = earlier;
    this.conclusion = conclusion;
    journal = ComparisonJournal.of(request, detail, Interventions.NONE);
  }

  @Override
  public String kind() {
    return "comparison";
  }

  @Override
  public OptionalDouble secondsLeft() {
    return OptionalDouble.empty();
  }

  /** None of them can be done without: a variant that fails on one machine is tried on another. */
  @Override
  public Set<Revision> ends() {
    return IntStream.range(0, detail.variants().size())
        .mapToObj(Revision.Candidate::new)
        .collect(Collectors.toSet());
  }

  @Override
  public void under(Interventions interventions) {
    byHand = InterventionText.onEvidence(interventions);
    journal = ComparisonJournal.of(request, detail, interventions);
  }

  @Override
  public String assess(List<Evidence> evidence, JobPages jobs, List<String> usable) {
    VariantComparison now =
        journal.comparison(
            journal.seen(earlier.and(jobs), detail.metric().name()),
            ComparisonViews.untestable(evidence));
    comparison = now;
    underWay = journal.underWay(jobs);
    working =
        usable.stream().map(detail.machines()::indexOf).collect(Collectors.toUnmodifiableSet());
    ComparisonFindings findings = now.findings();
    return RowJson.write(
        new Assessed(
            "comparing",
            findings.boots(),
            findings.pairs().stream().filter(ComparisonViews::isOpen).count()));
  }

  /**
   * What was known at a decision, as the store keeps it.
   *
   * @param open pairs of variants that boots could still decide
   */
  record Assessed(String phase, int boots, long open) {}

  private VariantComparison comparison() {
    return Objects.requireNonNull(comparison, "assessed first");
  }

  @Override
  public List<Work> useless(List<Evidence> evidence, List<Work> works) {
    if (comparison == null) {
      return List.of();
    }
    Set<Integer> variants =
        comparison().useless(underWay).stream().map(BlockBoot::variant).collect(Collectors.toSet());
    return works.stream().filter(work -> variants.contains(number(work))).toList();
  }

  private static int number(Work work) {
    return ComparedVariants.number(
        switch (work) {
          case Work.Building building -> building.image().revision();
          case Work.Booting booting -> booting.image().revision();
        });
  }

  @Override
  public Step next(List<Evidence> evidence, List<Work> works, Slot slot) {
    Set<Revision> untestable = ComparisonViews.untestable(evidence);
    if (!untestable.isEmpty() && isTestedElsewhere(untestable)) {
      // A block needs all variants, on one machine.
      return new Step.Conclude("", "a variant can't be tested on this machine");
    }
    ComparisonStep step = comparison().next(underWay, slot.machine(), working);
    return switch (step) {
      case ComparisonStep.Finish _ ->
          new Step.Conclude("", "every pair is decided, or the budget is used up");
      case ComparisonStep.Await _ -> new Step.Rest("the boots under way may decide the rest");
      case ComparisonStep.Start(BlockBoot boot) -> start(boot, works, slot, untestable);
    };
  }

  /** Whether what fails on this machine is still compared on others. */
  private boolean isTestedElsewhere(Set<Revision> untestable) {
    return comparison().findings().pairs().stream()
        .filter(ComparisonViews::isOpen)
        .anyMatch(pair ->
            untestable.contains(new Revision.Candidate(pair.first()))
                || untestable.contains(new Revision.Candidate(pair.second())));
  }

  private Step start(BlockBoot boot, List<Work> works, Slot slot, Set<Revision> untestable) {
    var revision = new Revision.Candidate(boot.variant());
    if (slot.mayBuild()) {
      Optional<Revision> missing =
          ends().stream()
              .sorted((one, other) -> ComparedVariants.number(one) - ComparedVariants.number(other))
              .filter(each -> !untestable.contains(each))
              .filter(each -> !slot.images().contains(Image.of(each)))
              .filter(each -> !isBuilding(each, works, slot))
              .findFirst();
      if (missing.isPresent()) {
        return new Step.Build(missing.get(), "every machine builds each variant once");
      }
    }
    return slot.mayBoot() && slot.images().contains(Image.of(revision))
        ? new Step.Boot(
            new BootOrder(
                revision,
                request.runs(),
                Purpose.CALIBRATION,
                Optional.of(ComparisonJournal.position(boot)),
                "boot %d of %d of block %d on this machine, in an order drawn by lot"
                    .formatted(
                        boot.place() + 1, boot.block().order().size(), boot.block().number() + 1)))
        : new Step.Rest("its next boot wants an image that is not built yet");
  }

  private static boolean isBuilding(Revision revision, List<Work> works, Slot slot) {
    return works.stream()
        .anyMatch(work ->
            work instanceof Work.Building(Image image, int machine)
                && machine == slot.machine()
                && image.revision().equals(revision));
  }

  /** The budget has no room for another block, and the machines of open ones can't go on. */
  @Override
  public Optional<Step.Conclude> nothingLeft(List<Evidence> evidence, int usable, String why) {
    return Optional.of(new Step.Conclude("", why));
  }

  @Override
  public Optional<Step.Conclude> spent(List<Evidence> evidence, String budget) {
    return Optional.of(new Step.Conclude("", "the budget of " + budget + " is used up"));
  }

  @Override
  public List<Testability.Doubt> doubts(Step.Conclude conclude, Testability testability) {
    return testability.doubts();
  }

  @Override
  public Ending end(
      Step.Conclude conclude,
      List<Evidence> evidence,
      Testability testability,
      String disturbances) {
    boolean isTested = comparison().findings().pairs().stream().anyMatch(ComparisonViews::isTested);
    return ending(
        isTested ? CampaignState.CONCLUDED : CampaignState.FAILED,
        conclusion.get() + disturbances + byHand);
  }

  @Override
  public Ending cancelled(Cancellation cancellation) {
    return cancelledBy(cancellation, byHand);
  }

  static Ending cancelledBy(Cancellation cancellation, String byHand) {
    return ending(
        CampaignState.CANCELLED, cancellation.words("before it came to a conclusion") + byHand);
  }

  @Override
  public Ending failed(String words) {
    return ending(CampaignState.FAILED, words + byHand);
  }

  /** As the store keeps it: its figures are computed from its boots. */
  static Ending ending(CampaignState state, String words) {
    return new Ending(state.name(), words, null);
  }
}

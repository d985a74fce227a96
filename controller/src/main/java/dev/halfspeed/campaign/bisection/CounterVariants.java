package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.Campaign.Step;
import dev.halfspeed.configs.ChangedOptions;
import dev.halfspeed.configs.ConfigFile;
import dev.halfspeed.jobs.BootOrder;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * What is still to be measured before commits are blamed: where kernel options changed with one,
 * the same commit with these as they were before (docs/adr/0036). First by what any user can do,
 * the configuration and the command line; where that is not enough, with the Kconfig files as
 * before too. Of one moment, by its evidence and what was built.
 */
final class CounterVariants {
  private final KernelOptions options;
  private final IntFunction<KconfigPart> kconfig;
  private final List<Evidence> evidence;
  private final double noise;

  /**
   * At a moment of a bisection.
   *
   * @param kconfig what of a candidate's change is in Kconfig files
   * @param noise standard deviation of one boot on the log scale; 0 while it is not known
   */
  CounterVariants(
      KernelOptions options,
      IntFunction<KconfigPart> kconfig,
      List<Evidence> evidence,
      double noise) {
    this.options = options;
    this.kconfig = kconfig;
    this.evidence = evidence;
    this.noise = noise;
  }

  /** What the search hears of: nothing about counter-variants. */
  static List<Evidence> withoutThem(List<Evidence> evidence) {
    return evidence.stream().anyMatch(CounterVariants::isOfOne)
        ? evidence.stream().filter(each -> !isOfOne(each)).toList()
        : evidence;
  }

  private static boolean isOfOne(Evidence evidence) {
    return switch (evidence) {
      case Evidence.Booted boot -> boot.revision() instanceof Revision.CounterVariant;
      case Evidence.Built built -> built.revision() instanceof Revision.CounterVariant;
      case Evidence.Untestable failed -> failed.revision() instanceof Revision.CounterVariant;
      case Evidence.Marked _, Evidence.Earlier _ -> false;
    };
  }

  /** Work under way of which the search knows. */
  static List<Work> workWithoutThem(List<Work> underWay) {
    return underWay.stream()
        .filter(work -> !(work.revision() instanceof Revision.CounterVariant))
        .toList();
  }

  /** Whether something is left to do before a bisection may end with these culprits. */
  boolean isOpen(Conclusion.Culprit culprits) {
    return all(culprits).anyMatch(culprit -> open(culprit).isPresent());
  }

  /** What a place should do about them; empty where nothing is left to do. */
  Optional<Step> next(Conclusion.Culprit culprits, List<Work> underWay, Slot slot) {
    List<Step> steps =
        all(culprits)
            .flatMap(culprit ->
                open(culprit).map(variant -> step(culprit, variant, underWay, slot)).stream())
            .toList();
    return steps.stream()
        .filter(step -> !(step instanceof Step.Rest))
        .findFirst()
        .or(() -> steps.stream().findFirst());
  }

  private static Stream<Conclusion.Culprit> all(Conclusion.Culprit first) {
    return Stream.concat(Stream.of(first), first.others().stream());
  }

  private Step step(
      Conclusion.Culprit culprit, Revision.CounterVariant variant, List<Work> underWay, Slot slot) {
    if (!hasProof(culprit, slot.machine())) {
      return new Step.Rest("the culprit was not proved on this machine");
    }
    List<Work> its = underWay.stream().filter(work -> work.revision().equals(variant)).toList();
    if (!slot.images().contains(Image.of(variant))) {
      return slot.mayBuild() && its.stream().noneMatch(Work.Building.class::isInstance)
          ? new Step.Build(
              variant,
              switch (variant.by()) {
                case SETTINGS -> "the culprit with its options as before: by its configuration";
                case DEFINITIONS -> "the same with its Kconfig files as before, too";
              })
          : new Step.Rest("the culprit with its options as before is not built");
    }
    long coming = its.stream().filter(Work.Booting.class::isInstance).count();
    return slot.mayBoot() && boots(variant) + coming < wanted(culprit)
        ? new Step.Boot(
            new BootOrder(
                variant,
                runs(culprit),
                Purpose.OPTIONS,
                "do the options as before bring the metric back"))
        : new Step.Rest("boots of the culprit with its options as before are under way");
  }

  private Stream<Evidence.Booted> proof(Collection<Revision> revisions) {
    return evidence.stream()
        .filter(each ->
            each instanceof Evidence.Booted boot
                && boot.purpose() == Purpose.PROOF
                && revisions.contains(boot.revision()))
        .map(Evidence.Booted.class::cast);
  }

  private static Revision revision(Conclusion.Culprit culprit) {
    return new Revision.Candidate(culprit.candidate());
  }

  /** Levels of machines differ: it is measured where the culprit and what was before it were. */
  private boolean hasProof(Conclusion.Culprit culprit, int machine) {
    return Stream.<Collection<Revision>>of(
            Set.of(revision(culprit)), options.before(culprit.candidate()))
        .allMatch(side -> proof(side).anyMatch(boot -> boot.machine() == machine));
  }

  /** As many as the proof's boots have. */
  private int runs(Conclusion.Culprit culprit) {
    return proof(Set.of(revision(culprit))).mapToInt(Evidence.Booted::runs).max().orElse(1);
  }

  /** As many as tell most of the change from nothing; of a test as many as its proof took. */
  private int wanted(Conclusion.Culprit culprit) {
    return proof(Set.of(revision(culprit))).anyMatch(Evidence.Judged.class::isInstance)
        ? Math.clamp(
            culprit.proof().culpritBoots(),
            RecoveryEstimate.LEAST_BOOTS,
            RecoveryEstimate.MOST_BOOTS)
        : RecoveryEstimate.bootsWanted(noise, culprit.effect().log());
  }

  private int boots(Revision.CounterVariant variant) {
    return (int)
        evidence.stream()
            .filter(each -> each instanceof Evidence.Booted boot && boot.revision().equals(variant))
            .count();
  }

  /** The counter-variant of a culprit that is to be measured next; empty where none is. */
  private Optional<Revision.CounterVariant> open(Conclusion.Culprit culprit) {
    int number = culprit.candidate();
    Optional<ChangedOptions> changed = options.changedBy(number);
    if (changed.isEmpty()) {
      return Optional.empty();
    }
    var settings = new Revision.CounterVariant(number, Revision.PutBack.SETTINGS);
    if (isOpen(changed.get(), settings, culprit)) {
      return Optional.of(settings);
    }
    var definitions = new Revision.CounterVariant(number, Revision.PutBack.DEFINITIONS);
    return kconfig.apply(number) == KconfigPart.SOME
            && !isEnough(changed.get(), settings, culprit)
            && isOpen(changed.get(), definitions, culprit)
        ? Optional.of(definitions)
        : Optional.empty();
  }

  private boolean isOpen(
      ChangedOptions changed, Revision.CounterVariant variant, Conclusion.Culprit culprit) {
    boolean isUntestable =
        evidence.stream()
            .anyMatch(each ->
                each instanceof Evidence.Untestable failed && failed.revision().equals(variant));
    // Where nothing could be put back it is the culprit's kernel, on the same command line.
    boolean isInVain =
        options
            .config(variant)
            .filter(
                tried -> changed.restoredIn(tried).isEmpty() && changed.arguments(tried).isEmpty())
            .isPresent();
    return !isUntestable && !isInVain && boots(variant) < wanted(culprit);
  }

  /** Whether settings have put back all, or what they could is what made the difference. */
  private boolean isEnough(
      ChangedOptions changed, Revision.CounterVariant settings, Conclusion.Culprit culprit) {
    Optional<ConfigFile> tried = options.config(settings);
    return tried
            .filter(config -> changed.restoredIn(config).size() == changed.changes().size())
            .isPresent()
        || RecoveryEstimate.of(
                evidence, settings, revision(culprit), options.before(culprit.candidate()), noise)
            .filter(BisectionEnding.Recovered::coversMost)
            .isPresent();
  }
}

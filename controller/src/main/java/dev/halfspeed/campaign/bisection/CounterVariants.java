package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.Campaign.Step;
import dev.halfspeed.configs.ChangedOptions;
import dev.halfspeed.configs.ConfigFile;
import dev.halfspeed.configs.OptionArea;
import dev.halfspeed.configs.OptionChange;
import dev.halfspeed.jobs.BootOrder;
import dev.halfspeed.report.view.OptionsView;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Before a commit is blamed: where kernel options changed with it, the same commit with these as
 * they were before is measured (docs/adr/0036). First by what any user can do, the configuration
 * and the command line; where that is not enough, with the Kconfig files as before too. Decides
 * from evidence and the rows of builds alone. Used by one thread.
 */
final class CounterVariants {
  private final MetricScale scale;

  private final KernelOptions options;
  private final Definitions definitions;

  /** What the repository says of Kconfig files. */
  interface Definitions {
    /** What of a commit are its Kconfig files. */
    enum Part {
      NOTHING,
      SOME,
      /** With them as before it is its parent. */
      ALL
    }

    /** How much of a candidate's change is in Kconfig files. */
    Part partOf(int candidate);
  }

  CounterVariants(MetricScale scale, KernelOptions options, Definitions definitions) {
    this.scale = scale;
    this.options = options;
    this.definitions = definitions;
  }

  /** What the search hears of: no boots of counter-variants. */
  static List<Evidence> withoutThem(List<Evidence> evidence) {
    return evidence.stream().anyMatch(CounterVariants::isOfOne)
        ? evidence.stream().filter(each -> !isOfOne(each)).toList()
        : evidence;
  }

  private static boolean isOfOne(Evidence evidence) {
    return switch (evidence) {
          case Evidence.Measured(Revision revision, _, _, _, _) -> revision;
          case Evidence.Judged(Revision revision, _, _, _, _, _) -> revision;
          case Evidence.Built(Revision revision, _) -> revision;
          case Evidence.Untestable(Revision revision, _) -> revision;
          case Evidence.Marked(Revision revision, _) -> revision;
          case Evidence.Earlier _ -> new Revision.Good();
        }
        instanceof Revision.CounterVariant;
  }

  /** Work under way of which the search knows. */
  static List<Work> workWithoutThem(List<Work> underWay) {
    return underWay.stream()
        .filter(work -> !(work.revision() instanceof Revision.CounterVariant))
        .toList();
  }

  /**
   * What a place should do before a bisection may end with these culprits.
   *
   * @param noise standard deviation of one boot on the log scale; 0 while it is not known
   * @return empty where nothing is left to do
   */
  Optional<Step> next(
      Conclusion.Culprit culprits,
      List<Evidence> evidence,
      List<Work> underWay,
      Slot slot,
      double noise) {
    Step rest = null;
    for (Conclusion.Culprit culprit : all(culprits)) {
      for (Revision.CounterVariant variant : open(culprit, evidence, noise)) {
        Step step = step(culprit, variant, evidence, underWay, slot, noise);
        if (!(step instanceof Step.Rest)) {
          return Optional.of(step);
        }
        rest = step;
      }
    }
    return Optional.ofNullable(rest);
  }

  /** Whether something is left to do. */
  boolean isOpen(Conclusion.Culprit culprits, List<Evidence> evidence, double noise) {
    return all(culprits).stream().anyMatch(culprit -> !open(culprit, evidence, noise).isEmpty());
  }

  private static List<Conclusion.Culprit> all(Conclusion.Culprit first) {
    return Stream.concat(Stream.of(first), first.others().stream()).toList();
  }

  private Step step(
      Conclusion.Culprit culprit,
      Revision.CounterVariant variant,
      List<Evidence> evidence,
      List<Work> underWay,
      Slot slot,
      double noise) {
    boolean isBuilding =
        underWay.stream()
            .anyMatch(work -> work instanceof Work.Building && work.revision().equals(variant));
    if (!slot.images().contains(Image.of(variant))) {
      return slot.mayBuild() && !isBuilding && hasProof(culprit, evidence, slot.machine())
          ? new Step.Build(variant, "the culprit with its options as before: " + words(variant))
          : new Step.Rest("the counter-variant of the culprit is not built");
    }
    long coming =
        underWay.stream()
            .filter(work -> work instanceof Work.Booting && work.revision().equals(variant))
            .count();
    int wanted = RecoveredShare.bootsWanted(noise, culprit.effect().log());
    return slot.mayBoot()
            && boots(evidence, variant) + coming < wanted
            && hasProof(culprit, evidence, slot.machine())
        ? new Step.Boot(
            new BootOrder(
                variant,
                runs(culprit, evidence),
                Purpose.OPTIONS,
                "do the options as before bring the metric back"))
        : new Step.Rest("boots of the counter-variant are under way");
  }

  /** Levels of machines differ: it is measured where the culprit was. */
  private static boolean hasProof(
      Conclusion.Culprit culprit, List<Evidence> evidence, int machine) {
    var revision = new Revision.Candidate(culprit.candidate());
    return evidence.stream()
        .anyMatch(each ->
            switch (each) {
              case Evidence.Measured boot ->
                  boot.machine() == machine
                      && boot.purpose() == Purpose.PROOF
                      && boot.revision().equals(revision);
              case Evidence.Judged boot ->
                  boot.machine() == machine
                      && boot.purpose() == Purpose.PROOF
                      && boot.revision().equals(revision);
              case Evidence.Built _, Evidence.Earlier _, Evidence.Marked _, Evidence.Untestable _ ->
                  false;
            });
  }

  private static int runs(Conclusion.Culprit culprit, List<Evidence> evidence) {
    var revision = new Revision.Candidate(culprit.candidate());
    return evidence.stream()
        .mapToInt(each ->
            switch (each) {
              case Evidence.Measured boot
                  when boot.purpose() == Purpose.PROOF && boot.revision().equals(revision) ->
                  boot.values().size();
              case Evidence.Judged boot
                  when boot.purpose() == Purpose.PROOF && boot.revision().equals(revision) ->
                  boot.passed() + boot.failed();
              case Evidence.Measured _,
                  Evidence.Judged _,
                  Evidence.Built _,
                  Evidence.Earlier _,
                  Evidence.Marked _,
                  Evidence.Untestable _ ->
                  0;
            })
        .max()
        .orElse(1);
  }

  /** The counter-variants of a culprit that are still to be measured, the next one first. */
  private List<Revision.CounterVariant> open(
      Conclusion.Culprit culprit, List<Evidence> evidence, double noise) {
    Optional<ChangedOptions> changed = options.changedBy(culprit.candidate());
    if (changed.isEmpty()) {
      return List.of();
    }
    var settings = new Revision.CounterVariant(culprit.candidate(), Revision.PutBack.SETTINGS);
    if (isOpen(changed.get(), settings, culprit, evidence, noise)) {
      return List.of(settings);
    }
    var definition = new Revision.CounterVariant(culprit.candidate(), Revision.PutBack.DEFINITIONS);
    return definitions.partOf(culprit.candidate()) == Definitions.Part.SOME
            && !isEnough(changed.get(), settings, culprit, evidence, noise)
            && isOpen(changed.get(), definition, culprit, evidence, noise)
        ? List.of(definition)
        : List.of();
  }

  private boolean isOpen(
      ChangedOptions changed,
      Revision.CounterVariant variant,
      Conclusion.Culprit culprit,
      List<Evidence> evidence,
      double noise) {
    if (isUntestable(evidence, variant)) {
      return false;
    }
    Optional<ConfigFile> tried = options.config(variant);
    if (tried.isPresent() && !changesAnything(changed, tried.get())) {
      // The same kernel as the culprit, on the same command line.
      return false;
    }
    return boots(evidence, variant) < RecoveredShare.bootsWanted(noise, culprit.effect().log());
  }

  private static boolean changesAnything(ChangedOptions changed, ConfigFile tried) {
    return !changed.restoredIn(tried).isEmpty() || !changed.arguments(tried).isEmpty();
  }

  /** Whether settings have put back all, or what they could is what made the difference. */
  private boolean isEnough(
      ChangedOptions changed,
      Revision.CounterVariant settings,
      Conclusion.Culprit culprit,
      List<Evidence> evidence,
      double noise) {
    return options
            .config(settings)
            .map(tried -> changed.restoredIn(tried).size() == changed.changes().size())
            .orElse(false)
        || share(settings, culprit, evidence, noise)
            .filter(share -> share.part() > OptionsView.MOST)
            .isPresent();
  }

  private Optional<RecoveredShare> share(
      Revision.CounterVariant variant,
      Conclusion.Culprit culprit,
      List<Evidence> evidence,
      double noise) {
    return RecoveredShare.of(
        evidence,
        variant,
        new Revision.Candidate(culprit.candidate()),
        options.before(culprit.candidate()),
        noise);
  }

  private static boolean isUntestable(List<Evidence> evidence, Revision revision) {
    return cause(evidence, revision).isPresent();
  }

  private static Optional<Evidence.Cause> cause(List<Evidence> evidence, Revision revision) {
    return evidence.stream()
        .filter(each ->
            each instanceof Evidence.Untestable untestable
                && untestable.revision().equals(revision))
        .map(each -> ((Evidence.Untestable) each).cause())
        .findFirst();
  }

  private static int boots(List<Evidence> evidence, Revision revision) {
    int boots = 0;
    for (Evidence each : evidence) {
      boots +=
          (each instanceof Evidence.Measured measured && measured.revision().equals(revision))
                  || (each instanceof Evidence.Judged judged && judged.revision().equals(revision))
              ? 1
              : 0;
    }
    return boots;
  }

  /** For the log and the page. */
  static String words(Revision.CounterVariant variant) {
    return switch (variant.by()) {
      case SETTINGS -> "by its configuration";
      case DEFINITIONS -> "with its Kconfig files as before, too";
    };
  }

  /** Words of the kernel's command line for a boot of one. */
  List<String> arguments(Revision.CounterVariant variant) {
    return options
        .changedBy(variant.culprit())
        .flatMap(changed -> options.config(variant).map(changed::arguments))
        .orElse(List.of());
  }

  /** The lines of a .config that put the options back. */
  Optional<String> fragment(Revision.CounterVariant variant) {
    return options.changedBy(variant.culprit()).map(ChangedOptions::fragment);
  }

  /**
   * What was found out about the options of a culprit.
   *
   * @return absent where none changed with it that matters, or that is not known
   */
  Optional<OptionsView> found(Conclusion.Culprit culprit, List<Evidence> evidence, double noise) {
    return options
        .changedBy(culprit.candidate())
        .map(changed ->
            new OptionsView(
                changed.changes().stream().map(CounterVariants::view).toList(),
                definitions.partOf(culprit.candidate()) == Definitions.Part.ALL,
                tried(changed, culprit, evidence, noise)));
  }

  private static OptionsView.Changed view(OptionChange change) {
    return new OptionsView.Changed(
        change.symbol(),
        change.good().orElse(ConfigFile.OFF),
        change.bad().orElse(ConfigFile.OFF),
        OptionArea.of(change.symbol()).map(OptionArea::words).orElse(null));
  }

  private List<OptionsView.Trial> tried(
      ChangedOptions changed, Conclusion.Culprit culprit, List<Evidence> evidence, double noise) {
    var trials = new ArrayList<OptionsView.Trial>();
    for (Revision.PutBack by : Revision.PutBack.values()) {
      var variant = new Revision.CounterVariant(culprit.candidate(), by);
      Optional<ConfigFile> config = options.config(variant);
      Optional<Evidence.Cause> obstacle = cause(evidence, variant);
      if (config.isPresent() || obstacle.isPresent()) {
        Optional<RecoveredShare> share = share(variant, culprit, evidence, noise);
        trials.add(
            new OptionsView.Trial(
                OptionsView.By.valueOf(by.name()),
                config
                    .map(tried ->
                        changed.restoredIn(tried).stream().map(OptionChange::symbol).toList())
                    .orElse(List.of()),
                config.map(changed::arguments).orElse(List.of()),
                values(variant, evidence),
                share
                    .map(
                        found -> new OptionsView.Recovered(found.part(), found.low(), found.high()))
                    .orElse(null),
                obstacle.map(Enum::name).orElse(null)));
      }
    }
    return trials;
  }

  /** One a boot, in the metric's unit; the part of its runs that passed. */
  private List<Double> values(Revision revision, List<Evidence> evidence) {
    var values = new ArrayList<Double>();
    for (Evidence each : evidence) {
      if (each instanceof Evidence.Measured boot && boot.revision().equals(revision)) {
        values.add(
            scale.value(
                boot.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
      } else if (each instanceof Evidence.Judged boot && boot.revision().equals(revision)) {
        int passed =
            switch (scale.sought()) {
              case REGRESSION -> boot.passed();
              case IMPROVEMENT -> boot.failed();
            };
        values.add((double) passed / (boot.passed() + boot.failed()));
      }
    }
    return values;
  }
}

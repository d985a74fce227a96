package dev.halfspeed.campaign.bisection;

import dev.halfspeed.configs.ChangedOptions;
import dev.halfspeed.configs.ConfigFile;
import dev.halfspeed.configs.OptionArea;
import dev.halfspeed.configs.OptionChange;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** What was found out about the kernel options that changed with a culprit. */
final class OptionFindings {
  private final KernelOptions options;
  private final IntFunction<KconfigPart> kconfig;
  private final BootValues values;
  private final List<Evidence> evidence;
  private final double noise;

  /**
   * Of a bisection that ends, as {@link CounterVariants}.
   *
   * @param values in the metric's unit
   */
  OptionFindings(
      KernelOptions options,
      IntFunction<KconfigPart> kconfig,
      BootValues values,
      List<Evidence> evidence,
      double noise) {
    this.options = options;
    this.kconfig = kconfig;
    this.values = values;
    this.evidence = evidence;
    this.noise = noise;
  }

  /** About one culprit; empty where none changed with it that matters, or that is not known. */
  Optional<BisectionEnding.Options> of(Conclusion.Culprit culprit) {
    int number = culprit.candidate();
    return options
        .changedBy(number)
        .map(changed ->
            new BisectionEnding.Options(
                changed.changes().stream().map(OptionFindings::changed).toList(),
                kconfig.apply(number) == KconfigPart.ALL,
                Stream.of(Revision.PutBack.values())
                    .flatMap(by -> trial(changed, new Revision.CounterVariant(number, by)).stream())
                    .toList()));
  }

  private static BisectionEnding.Changed changed(OptionChange change) {
    return new BisectionEnding.Changed(
        change.symbol(),
        change.good().orElse(ConfigFile.OFF),
        change.bad().orElse(ConfigFile.OFF),
        OptionArea.of(change.symbol()).map(OptionArea::words).orElse(null));
  }

  /** What became of one; empty where nobody has tried it. */
  private Optional<BisectionEnding.Trial> trial(
      ChangedOptions changed, Revision.CounterVariant variant) {
    Optional<ConfigFile> tried = options.config(variant);
    Optional<String> obstacle = obstacle(variant);
    if (tried.isEmpty() && obstacle.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new BisectionEnding.Trial(
            variant.by(),
            tried.stream()
                .flatMap(config -> changed.restoredIn(config).stream())
                .map(OptionChange::symbol)
                .toList(),
            tried.map(changed::arguments).orElse(List.of()),
            values.of(evidence, Purpose.OPTIONS, Set.of(variant)),
            RecoveryEstimate.of(
                    evidence,
                    variant,
                    new Revision.Candidate(variant.culprit()),
                    options.before(variant.culprit()),
                    noise)
                .orElse(null),
            obstacle.orElse(null)));
  }

  private Optional<String> obstacle(Revision variant) {
    return evidence.stream()
        .filter(
            each -> each instanceof Evidence.Untestable failed && failed.revision().equals(variant))
        .map(each -> ((Evidence.Untestable) each).cause().name())
        .findFirst();
  }
}

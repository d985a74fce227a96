package dev.halfspeed.configs;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The options that changed with a commit and may be why a metric did: the effective configuration
 * of its kernel against that of its parent's, made from the same request. What follows from another
 * change is among them, such as an option that is on since another one vanished.
 *
 * @param changes with the parent's value as the good one, in Kconfig's order
 */
public record ChangedOptions(List<OptionChange> changes) {
  /**
   * A commit that changes no more options than this has all of them tested. A merge brings
   * hundreds, of drivers mostly: of those only options of an {@link OptionArea} matter.
   */
  private static final int FEW = 16;

  public ChangedOptions {
    changes = List.copyOf(changes);
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("at least one option has changed");
    }
  }

  /**
   * Those that have changed, against each of the configurations before; empty where none matters.
   *
   * @param before of the parents, at least one
   */
  public static Optional<ChangedOptions> between(List<ConfigFile> before, ConfigFile after) {
    List<OptionChange> all =
        ConfigDifference.of(before.getFirst(), after, Set.of()).groups().stream()
            .flatMap(group -> group.changes().stream())
            .filter(change ->
                before.stream()
                    .noneMatch(config -> config.value(change.symbol()).equals(change.bad())))
            .toList();
    List<OptionChange> mattering =
        all.size() <= FEW
            ? all
            : all.stream().filter(change -> OptionArea.of(change.symbol()).isPresent()).toList();
    return mattering.isEmpty() ? Optional.empty() : Optional.of(new ChangedOptions(mattering));
  }

  /** The lines that put all of them back, as far as Kconfig lets them. */
  public String fragment() {
    return new ConfigDifference(
            changes.stream().map(change -> new OptionGroup(List.of(change), 1)).toList(),
            List.of(),
            List.of())
        .fragment(new BitSet());
  }

  /** Those that a configuration has as they were before. */
  public List<OptionChange> restoredIn(ConfigFile tried) {
    return changes.stream()
        .filter(change -> tried.value(change.symbol()).equals(change.good()))
        .toList();
  }

  /**
   * Words of the kernel's command line that put back what the configuration could not.
   *
   * @param tried the effective configuration with which that was tried
   */
  public List<String> arguments(ConfigFile tried) {
    List<OptionChange> restored = restoredIn(tried);
    return changes.stream()
        .filter(change -> !restored.contains(change))
        .flatMap(change -> OptionArgument.of(change, tried).stream())
        .distinct()
        .toList();
  }
}

package dev.halfspeed.configs;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What is changed in one step: a symbol, or those of a choice, of which one goes on as another goes
 * off.
 *
 * @param weight how probable it is that it matters, against other groups
 */
public record OptionGroup(List<OptionChange> changes, double weight) {
  public OptionGroup {
    changes = List.copyOf(changes);
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("a group has at least one change");
    }
  }

  /** For people, such as "CONFIG_HZ_100 y -> n, CONFIG_HZ_250 n -> y". */
  public String words() {
    return changes.stream().map(OptionChange::words).collect(Collectors.joining(", "));
  }

  /** The symbols for people, with the value that the bad configuration has. */
  public String name() {
    return changes.stream()
        .filter(change -> changes.size() == 1 || change.bad().isPresent())
        .map(change -> change.symbol() + "=" + change.bad().orElse(ConfigFile.OFF))
        .collect(Collectors.joining(", "));
  }
}

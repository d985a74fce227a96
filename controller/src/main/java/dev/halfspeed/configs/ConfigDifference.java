package dev.halfspeed.configs;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The options in which two configurations differ, in the order in which Kconfig files have them: an
 * option comes after those that it depends on, since these make the menu that it is in.
 *
 * @param groups what can be changed, each by itself
 * @param companions lines that every configuration gets: options that are off in the bad one, and
 *     that the good one does not have because what they depend on is off there
 * @param fixed changes that can't be made, since the compiler decides the value, or what a guest
 *     needs
 */
public record ConfigDifference(
    List<OptionGroup> groups, List<String> companions, List<OptionChange> fixed) {
  /** Of an option that one of the two does not have: it follows from another, mostly. */
  private static final double CONSEQUENCE = 0.3;

  /** What Kconfig finds out of the compiler and its tools. */
  private static final Pattern TOOLCHAIN =
      Pattern.compile(
          "CONFIG_(?:CC_(?:HAS|IS|CAN|VERSION|IMPLICIT|NO)_?.*|GCC_.*VERSION|CLANG_VERSION"
              + "|(?:AS|LD|LLD|PAHOLE|RUSTC|RUSTC_LLVM|BINDGEN)_(?:VERSION|IS_.*|HAS_.*|CAN_.*)"
              + "|TOOLS_SUPPORT_.*|RUST_IS_AVAILABLE)");

  public ConfigDifference {
    groups = List.copyOf(groups);
    companions = List.copyOf(companions);
    fixed = List.copyOf(fixed);
  }

  /**
   * Compares two configurations.
   *
   * @param settled symbols that every build sets, whatever the two say
   */
  public static ConfigDifference of(ConfigFile good, ConfigFile bad, Set<String> settled) {
    List<String> order = order(good, bad);
    var changes = new ArrayList<OptionChange>();
    var fixed = new ArrayList<OptionChange>();
    var companions = new ArrayList<String>();
    for (String symbol : order) {
      Optional<String> before = good.value(symbol);
      Optional<String> after = bad.value(symbol);
      if (!before.equals(after)) {
        var change = new OptionChange(symbol, before, after);
        (settled.contains(symbol) || TOOLCHAIN.matcher(symbol).matches() ? fixed : changes)
            .add(change);
      } else if (bad.values().containsKey(symbol) && !good.values().containsKey(symbol)) {
        companions.add(OptionChange.line(symbol, after));
      }
    }
    return new ConfigDifference(groups(order, changes, good, bad), companions, fixed);
  }

  /** The bad one's order, with what only the good one has behind what is before it there. */
  private static List<String> order(ConfigFile good, ConfigFile bad) {
    var behind = new HashMap<String, List<String>>();
    String before = "";
    for (String symbol : good.values().keySet()) {
      if (bad.values().containsKey(symbol)) {
        before = symbol;
      } else {
        behind.computeIfAbsent(before, ignored -> new ArrayList<>()).add(symbol);
      }
    }
    var order = new ArrayList<>(behind.getOrDefault("", List.of()));
    for (String symbol : bad.values().keySet()) {
      order.add(symbol);
      order.addAll(behind.getOrDefault(symbol, List.of()));
    }
    return List.copyOf(order);
  }

  private static List<OptionGroup> groups(
      List<String> order, List<OptionChange> changes, ConfigFile good, ConfigFile bad) {
    Map<String, Integer> runs = choices(order, good, bad);
    var groups = new LinkedHashMap<Object, List<OptionChange>>();
    for (OptionChange change : changes) {
      Integer run = change.isSwitch() ? runs.get(change.symbol()) : null;
      groups
          .computeIfAbsent(run == null ? change.symbol() : run, ignored -> new ArrayList<>())
          .add(change);
    }
    return groups.values().stream()
        .map(group -> new OptionGroup(group, weight(group, good, bad)))
        .toList();
  }

  private static double weight(List<OptionChange> group, ConfigFile good, ConfigFile bad) {
    return group.stream()
            .allMatch(change ->
                good.values().containsKey(change.symbol())
                    && bad.values().containsKey(change.symbol()))
        ? 1
        : CONSEQUENCE;
  }

  /**
   * The symbols of choices, by a number. A .config does not say what a choice is; it is taken for
   * one where symbols with the same beginning follow one another, and in both configurations one of
   * them is on, not the same.
   */
  private static Map<String, Integer> choices(List<String> order, ConfigFile good, ConfigFile bad) {
    var choices = new HashMap<String, Integer>();
    int from = 0;
    for (int at = 1; at <= order.size(); at++) {
      if (at < order.size() && stem(order.get(at)).equals(stem(order.get(from)))) {
        continue;
      }
      List<String> run = order.subList(from, at);
      Set<String> before = on(run, good);
      Set<String> after = on(run, bad);
      if (before.size() == 1 && after.size() == 1 && !before.equals(after)) {
        int number = from;
        Stream.concat(before.stream(), after.stream())
            .forEach(symbol -> choices.put(symbol, number));
      }
      from = at;
    }
    return choices;
  }

  private static String stem(String symbol) {
    int last = symbol.lastIndexOf('_');
    return last > "CONFIG_".length() ? symbol.substring(0, last) : symbol;
  }

  private static Set<String> on(List<String> run, ConfigFile config) {
    var on = new HashSet<String>();
    for (String symbol : run) {
      if (config.value(symbol).filter("y"::equals).isPresent()) {
        on.add(symbol);
      }
    }
    return on;
  }

  /** The fragment that makes the good configuration one with these groups as in the bad one. */
  public String fragment(BitSet changed) {
    var lines = new ArrayList<>(companions);
    for (int number = 0; number < groups.size(); number++) {
      for (OptionChange change : groups.get(number).changes()) {
        lines.add(change.line(changed.get(number)));
      }
    }
    // In a choice the last line that is on counts, so those that are off come first.
    var sorted = new ArrayList<String>();
    lines.stream().filter(line -> line.startsWith("#")).forEach(sorted::add);
    lines.stream().filter(line -> !line.startsWith("#")).forEach(sorted::add);
    return String.join("\n", sorted) + "\n";
  }
}

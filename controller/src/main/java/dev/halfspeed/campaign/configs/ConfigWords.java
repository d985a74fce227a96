package dev.halfspeed.campaign.configs;

import dev.halfspeed.configs.OptionGroup;
import dev.halfspeed.report.Words;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/** Configurations and options as people know them. */
final class ConfigWords {
  /** So many options are named; more are counted. */
  private static final int NAMED = 3;

  private ConfigWords() {}

  /** Such as "good.config with CONFIG_A=y" or "bad.config without CONFIG_A=y". */
  static String configuration(
      BitSet set, List<OptionGroup> groups, ConfigBisectionRequest request) {
    int on = set.cardinality();
    int off = groups.size() - on;
    if (on == 0) {
      return request.good();
    }
    if (off == 0) {
      return request.bad();
    }
    if (on <= NAMED) {
      return request.good() + " with " + names(set.stream().boxed().toList(), groups);
    }
    if (off <= NAMED) {
      var rest = new BitSet();
      rest.set(0, groups.size());
      rest.andNot(set);
      return request.bad() + " without " + names(rest.stream().boxed().toList(), groups);
    }
    int last = set.length() - 1;
    return "%s with %s of %s, up to %s"
        .formatted(
            request.good(), Words.count(on, "change"), request.bad(), groups.get(last).name());
  }

  /** Such as "CONFIG_A=y and CONFIG_B=y". */
  static String names(List<Integer> numbers, List<OptionGroup> groups) {
    List<String> names = numbers.stream().map(number -> groups.get(number).name()).toList();
    return names.size() < 2
        ? String.join("", names)
        : names.subList(0, names.size() - 1).stream().collect(Collectors.joining(", "))
            + " and "
            + names.getLast();
  }
}

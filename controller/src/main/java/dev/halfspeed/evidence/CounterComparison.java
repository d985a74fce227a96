package dev.halfspeed.evidence;

import dev.halfspeed.detection.FalseDiscoveries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Compares the counters of two sides, a boot being one observation. All counters are one family of
 * tests, of whose discoveries no more than one in twenty is expected to be false; what differs by
 * less than 5 % for the same work is none. See docs/evidence.md.
 */
public final class CounterComparison {
  private static final double MATTERS = Math.log(1.05);
  private static final double FALSE_SHARE = 0.05;

  /** Relative standard deviation that any counter may have, whatever few boots say. */
  private static final double LEAST_DEVIATION = 0.001;

  /** The same of levels: how much memory is used at a moment is a matter of luck. */
  private static final double LEAST_DEVIATION_OF_LEVELS = 0.01;

  private final List<CountedBoot> first;
  private final List<CountedBoot> second;

  private CounterComparison(List<CountedBoot> first, List<CountedBoot> second) {
    this.first = first;
    this.second = second;
  }

  /**
   * What differs.
   *
   * @param first boots of one side, like {@code second}
   */
  public static CounterFindings of(List<CountedBoot> first, List<CountedBoot> second) {
    Set<String> machines = machines(first);
    machines.retainAll(machines(second));
    Predicate<CountedBoot> isComparable = boot -> machines.contains(boot.machine());
    return new CounterComparison(
            first.stream().filter(isComparable).toList(),
            second.stream().filter(isComparable).toList())
        .findings();
  }

  private static Set<String> machines(List<CountedBoot> boots) {
    return boots.stream().map(CountedBoot::machine).collect(Collectors.toCollection(HashSet::new));
  }

  private record Tested(CounterDifference difference, double pValue) {}

  private CounterFindings findings() {
    var tested = new ArrayList<Tested>();
    names(CountedBoot::rates).forEach(name -> rate(name).ifPresent(tested::add));
    names(CountedBoot::levels).forEach(name -> level(name).ifPresent(tested::add));
    double limit =
        FalseDiscoveries.limit(tested.stream().mapToDouble(Tested::pValue).toArray(), FALSE_SHARE);
    return new CounterFindings(
        first.size(),
        second.size(),
        tested.size(),
        tested.stream()
            .filter(test -> test.pValue() <= limit)
            .map(Tested::difference)
            .sorted(
                Comparator.comparingDouble(CounterDifference::weight)
                    .reversed()
                    .thenComparing(CounterDifference::counter))
            .toList());
  }

  /** Counters that both sides have: what only one kernel counts is no difference of what it did. */
  private Set<String> names(Function<CountedBoot, Map<String, Double>> counters) {
    var names = new TreeSet<String>();
    first.forEach(boot -> names.addAll(counters.apply(boot).keySet()));
    var others = new HashSet<String>();
    second.forEach(boot -> others.addAll(counters.apply(boot).keySet()));
    names.retainAll(others);
    return names;
  }

  private Optional<Tested> rate(String name) {
    CounterUnit unit = CounterUnit.ofRate(name);
    return tested(
        name,
        unit,
        CountedBoot::rates,
        (boot, rate) -> {
          // Half a step more, so that none has a logarithm; as many steps as a law of rare events
          // would leave to luck.
          double half = unit.grain() / 2 / boot.seconds();
          double steps = rate * boot.seconds() / unit.grain() + 0.5;
          return new Contrast.Value(
              Math.log(rate + half), LEAST_DEVIATION * LEAST_DEVIATION + 1 / steps);
        },
        true);
  }

  private Optional<Tested> level(String name) {
    CounterUnit unit = CounterUnit.ofLevel(name);
    return tested(
        name,
        unit,
        CountedBoot::levels,
        (boot, level) ->
            new Contrast.Value(
                Math.log(level + unit.grain()),
                LEAST_DEVIATION_OF_LEVELS * LEAST_DEVIATION_OF_LEVELS),
        false);
  }

  private interface Logarithm {
    Contrast.Value of(CountedBoot boot, double amount);
  }

  private Optional<Tested> tested(
      String name,
      CounterUnit unit,
      Function<CountedBoot, Map<String, Double>> counters,
      Logarithm logarithm,
      boolean isRate) {
    double firstMean = mean(first, name, counters);
    double secondMean = mean(second, name, counters);
    if (!(firstMean + secondMean > 0)) {
      return Optional.empty();
    }
    Logarithm forWork =
        (boot, amount) -> {
          Contrast.Value value = logarithm.of(boot, amount);
          return isRate
              ? new Contrast.Value(value.value() - Math.log(boot.work()), value.least())
              : value;
        };
    return Contrast.of(
            values(first, name, counters, logarithm), values(second, name, counters, logarithm))
        .flatMap(overTime ->
            Contrast.of(
                    values(first, name, counters, forWork), values(second, name, counters, forWork))
                .map(worked ->
                    new Tested(
                        new CounterDifference(
                            name,
                            unit,
                            !isRate,
                            firstMean,
                            secondMean,
                            overTime.ratio(),
                            worked.ratio()),
                        worked.pValue(MATTERS))));
  }

  private static double mean(
      List<CountedBoot> boots, String name, Function<CountedBoot, Map<String, Double>> counters) {
    return boots.stream()
        .filter(boot -> counters.apply(boot).containsKey(name))
        .mapToDouble(boot -> counters.apply(boot).get(name))
        .average()
        .orElse(Double.NaN);
  }

  private static Map<String, List<Contrast.Value>> values(
      List<CountedBoot> boots,
      String name,
      Function<CountedBoot, Map<String, Double>> counters,
      Logarithm logarithm) {
    var values = new HashMap<String, List<Contrast.Value>>();
    for (CountedBoot boot : boots) {
      Double amount = counters.apply(boot).get(name);
      if (amount != null && amount >= 0) {
        values
            .computeIfAbsent(boot.machine(), _ -> new ArrayList<>())
            .add(logarithm.of(boot, amount));
      }
    }
    return values;
  }
}

package dev.halfspeed.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.statistics.inference.TTest;
import org.junit.jupiter.api.Test;

final class CounterComparisonTest {
  private static final double NOISE = 0.03;

  private final Random random = new Random(5);

  /** A boot in which each counter is as given, but for noise. */
  private CountedBoot boot(String machine, double work, Map<String, Double> rates) {
    var seen = new HashMap<String, Double>();
    rates.forEach((name, rate) -> seen.put(name, rate * Math.exp(NOISE * random.nextGaussian())));
    return new CountedBoot(machine, 20, seen, Map.of(), work);
  }

  private List<CountedBoot> boots(
      int number, String machine, double work, Map<String, Double> rates) {
    var boots = new ArrayList<CountedBoot>();
    for (int boot = 0; boot < number; boot++) {
      boots.add(boot(machine, work, rates));
    }
    return boots;
  }

  private static List<String> names(CounterFindings findings) {
    return findings.differences().stream().map(CounterDifference::counter).toList();
  }

  /** Counters that nothing happens to. */
  private static Map<String, Double> others(int number) {
    var rates = new HashMap<String, Double>();
    for (int other = 0; other < number; other++) {
      rates.put("vmstat.other_" + other, 1000.0 + other);
    }
    return rates;
  }

  @Test
  void whatDiffersIsFoundWithItsInterval() {
    Map<String, Double> before = others(200);
    before.put("vmstat.compact_stall", 400.0);
    Map<String, Double> after = new HashMap<>(before);
    after.put("vmstat.compact_stall", 524.0);
    CounterFindings findings =
        CounterComparison.of(boots(6, "m", 1, before), boots(6, "m", 1, after));
    assertThat(findings.tested()).isEqualTo(201);
    assertThat(findings.firstBoots()).isEqualTo(6);
    assertThat(findings.differences())
        .singleElement()
        .satisfies(found -> {
          assertThat(found.counter()).isEqualTo("vmstat.compact_stall");
          assertThat(found.unit()).isEqualTo(CounterUnit.EVENTS);
          assertThat(found.overTime().value()).isCloseTo(1.31, within(0.05));
          assertThat(found.overTime().low()).isBetween(1.1, 1.31);
          assertThat(found.overTime().high()).isBetween(1.31, 1.5);
          assertThat(found.forWork()).isEqualTo(found.overTime());
        });
  }

  /** 300 comparisons of equal kernels: in few of them may anything be found. */
  @Test
  void equalKernelsDifferInFewComparisons() {
    int found = 0;
    Map<String, Double> same = others(60);
    for (int comparison = 0; comparison < 300; comparison++) {
      if (!CounterComparison.of(boots(4, "m", 1, same), boots(3, "m", 1, same))
          .differences()
          .isEmpty()) {
        found++;
      }
    }
    assertThat(found).isLessThanOrEqualTo(15);
  }

  /** What goes with work or with time differs in one of the two, and comes behind the rest. */
  @Test
  void aSlowerKernelDoesLessOfAllAndThatIsNoNews() {
    Map<String, Double> before =
        Map.of("stat.ctxt", 8000.0, "interrupts.LOC", 100.0, "vmstat.compact_stall", 10.0);
    Map<String, Double> after =
        Map.of("stat.ctxt", 4000.0, "interrupts.LOC", 100.0, "vmstat.compact_stall", 30.0);
    CounterFindings findings =
        CounterComparison.of(boots(6, "m", 1000, before), boots(6, "m", 500, after));
    assertThat(names(findings)).containsExactly("vmstat.compact_stall", "interrupts.LOC");
    CounterDifference stall = findings.differences().getFirst();
    assertThat(stall.overTime().value()).isCloseTo(3, within(0.2));
    assertThat(stall.forWork().value()).isCloseTo(6, within(0.4));
  }

  /** Machines that differ ten times, with unequal numbers of boots. */
  @Test
  void machinesAreComparedWithThemselves() {
    Map<String, Double> few = Map.of("stat.ctxt", 100.0);
    Map<String, Double> many = Map.of("stat.ctxt", 1000.0);
    List<CountedBoot> first = boots(6, "slow", 1, few);
    first.addAll(boots(2, "fast", 1, many));
    List<CountedBoot> second = boots(2, "slow", 1, few);
    second.addAll(boots(6, "fast", 1, many));
    second.addAll(boots(9, "other", 1, Map.of("stat.ctxt", 1e6)));
    CounterFindings findings = CounterComparison.of(first, second);
    assertThat(findings.differences()).isEmpty();
    assertThat(findings.secondBoots()).isEqualTo(8);
    assertThat(findings.tested()).isEqualTo(1);
    assertThat(CounterComparison.of(first, boots(3, "other", 1, few)).tested()).isZero();
  }

  @Test
  void whatNeverHappenedBeforeIsFound() {
    Map<String, Double> before = Map.of("vmstat.compact_stall", 0.0, "vmstat.swap_ra", 0.0);
    Map<String, Double> after = Map.of("vmstat.compact_stall", 10.0, "vmstat.swap_ra", 0.1);
    CounterFindings findings =
        CounterComparison.of(boots(4, "m", 1, before), boots(4, "m", 1, after));
    // Two events in each boot may be luck.
    assertThat(names(findings)).containsExactly("vmstat.compact_stall");
    assertThat(findings.differences().getFirst().first()).isZero();
  }

  @Test
  void whatOnlyOneKernelCountsIsNoDifference() {
    CounterFindings findings =
        CounterComparison.of(
            boots(4, "m", 1, Map.of("vmstat.old", 10.0)),
            boots(4, "m", 1, Map.of("vmstat.new", 10.0)));
    assertThat(findings.tested()).isZero();
    assertThat(CounterComparison.of(List.of(), List.of()).tested()).isZero();
    Map<String, Double> one = Map.of("stat.ctxt", 10.0);
    assertThat(CounterComparison.of(boots(1, "m", 1, one), boots(1, "m", 1, one)).tested())
        .isZero();
  }

  @Test
  void levelsAreComparedAsTheyAre() {
    var first = new ArrayList<CountedBoot>();
    var second = new ArrayList<CountedBoot>();
    for (int boot = 0; boot < 5; boot++) {
      first.add(new CountedBoot("m", 20, Map.of(), Map.of("meminfo.MemFree", 1000.0 + boot), 1000));
      second.add(new CountedBoot("m", 20, Map.of(), Map.of("meminfo.MemFree", 500.0 + boot), 500));
    }
    assertThat(CounterComparison.of(first, second).differences())
        .singleElement()
        .satisfies(found -> {
          assertThat(found.isLevel()).isTrue();
          assertThat(found.unit()).isEqualTo(CounterUnit.KILOBYTES);
          assertThat(found.forWork().value()).isCloseTo(0.5, within(0.02));
        });
  }

  /** On one machine the test is Welch's. */
  @Test
  void onOneMachineItIsWelchsTest() {
    double[] first = {1.0, 1.3, 0.8, 1.1};
    double[] second = {1.6, 2.4, 1.2};
    Contrast contrast =
        Contrast.of(Map.of("m", values(first)), Map.of("m", values(second))).orElseThrow();
    assertThat(contrast.pValue(0))
        .isCloseTo(TTest.withDefaults().test(first, second).getPValue(), within(1e-9));
    assertThat(contrast.pValue(0.2)).isGreaterThan(contrast.pValue(0));
  }

  private static List<Contrast.Value> values(double... values) {
    var all = new ArrayList<Contrast.Value>();
    for (double value : values) {
      all.add(new Contrast.Value(value, 0));
    }
    return all;
  }
}

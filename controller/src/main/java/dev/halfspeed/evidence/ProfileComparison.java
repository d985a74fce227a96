package dev.halfspeed.evidence;

import dev.halfspeed.detection.FalseDiscoveries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Compares the profiles of two sides by function, a boot being one observation. A share has the
 * variance of counted samples, made larger by what boots differ beyond that: by one factor for the
 * whole profile (P. McCullagh and J. A. Nelder, Generalized Linear Models, 1989, section 4.5), or
 * by the function's own scatter where that is larger: then few boots know it, and the quantiles are
 * Student's (degrees of freedom by F. E. Satterthwaite, Biometrics Bulletin 2, 1946, for what the
 * scatter adds). With one boot on a side nothing is told apart. See docs/evidence.md.
 */
public final class ProfileComparison {
  /** Less than half a percentage point of the time is no difference. */
  private static final double MATTERS = 0.005;

  private static final double FALSE_SHARE = 0.05;
  private static final double CONFIDENCE = 0.95;

  /** Functions that have less of the time on both sides are not compared. */
  private static final double LEAST_SHARE = 0.001;

  /** With fewer expected samples Pearson's statistic is no measure of scatter. */
  private static final double LEAST_EXPECTED = 5;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private final List<ProfiledBoot> first;
  private final List<ProfiledBoot> second;
  private final double dispersion;

  /**
   * Of boots of two sides on the same machine.
   *
   * @throws IllegalArgumentException where a side has none
   */
  public ProfileComparison(List<ProfiledBoot> first, List<ProfiledBoot> second) {
    if (first.isEmpty() || second.isEmpty()) {
      throw new IllegalArgumentException("a side without a profile");
    }
    this.first = List.copyOf(first);
    this.second = List.copyOf(second);
    dispersion = dispersion();
  }

  private record Tested(String symbol, Estimate self, Estimate total) {}

  /**
   * A difference and how well it is known.
   *
   * @param error its standard error
   * @param degrees of freedom of that; infinite where counting decides
   */
  private record Estimate(ShareDifference difference, double error, double degrees) {
    /** Against a difference that does not matter. */
    double pValue() {
      double size = Math.abs(difference.difference());
      return Math.min(1, tail((size - MATTERS) / error) + tail((size + MATTERS) / error));
    }

    private double tail(double distance) {
      return degrees < Double.POSITIVE_INFINITY
          ? TDistribution.of(degrees).survivalProbability(distance)
          : NORMAL.survivalProbability(distance);
    }

    ShareDifference clear(boolean now) {
      return difference.clear(now);
    }
  }

  /** Whether it is known on both sides what boots of one kernel differ in. */
  private boolean knowsBoots() {
    return first.size() > 1 && second.size() > 1;
  }

  /** What differs. */
  public ProfileFindings findings() {
    List<Map<String, Long>> self = counts(FoldedStacks::self);
    List<Map<String, Long>> total = counts(FoldedStacks::total);
    var tested = new ArrayList<Tested>();
    var pValues = new ArrayList<Double>();
    for (String symbol : symbols(total)) {
      Estimate alone = estimate(samples(self, symbol));
      Estimate withCalls = estimate(samples(total, symbol));
      ShareDifference shares = withCalls.difference();
      if (Math.max(shares.first(), shares.second()) >= LEAST_SHARE) {
        tested.add(new Tested(symbol, alone, withCalls));
        pValues.add(alone.pValue());
        pValues.add(withCalls.pValue());
      }
    }
    double limit =
        FalseDiscoveries.limit(
            pValues.stream().mapToDouble(Double::doubleValue).toArray(), FALSE_SHARE);
    return new ProfileFindings(
        first.size(),
        second.size(),
        busySamples(first),
        busySamples(second),
        idle(first),
        idle(second),
        others(first),
        others(second),
        dispersion,
        tested.size(),
        tested.stream()
            .map(test ->
                new SymbolDifference(
                    test.symbol(),
                    test.self().clear(knowsBoots() && test.self().pValue() <= limit),
                    test.total().clear(knowsBoots() && test.total().pValue() <= limit)))
            .sorted(
                Comparator.comparing(SymbolDifference::isClear)
                    .thenComparingLong(SymbolDifference::weight)
                    .thenComparingDouble(symbol -> symbol.self().difference())
                    .reversed()
                    .thenComparing(SymbolDifference::symbol))
            .toList());
  }

  /** The same of samples that are chosen otherwise; clear where the interval leaves 0 out. */
  ShareDifference of(ToLongFunction<FoldedStacks> chosen) {
    ShareDifference difference =
        estimate(all().stream().map(boot -> chosen.applyAsLong(boot.stacks())).toList())
            .difference();
    return difference.clear(knowsBoots() && (difference.low() > 0 || difference.high() < 0));
  }

  private List<ProfiledBoot> all() {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private List<Map<String, Long>> counts(Function<FoldedStacks, Map<String, Long>> count) {
    return all().stream().map(boot -> count.apply(boot.stacks())).toList();
  }

  private static Set<String> symbols(List<Map<String, Long>> counts) {
    var symbols = new TreeSet<String>();
    counts.forEach(count -> symbols.addAll(count.keySet()));
    return symbols;
  }

  private static List<Long> samples(List<Map<String, Long>> counts, String symbol) {
    return counts.stream().map(count -> count.getOrDefault(symbol, 0L)).toList();
  }

  private static long busySamples(List<ProfiledBoot> boots) {
    return boots.stream().mapToLong(boot -> boot.stacks().busySamples()).sum();
  }

  /** Part of a side's busy samples of which is not known in what they were. */
  private static double others(List<ProfiledBoot> boots) {
    return (double) boots.stream().mapToLong(boot -> boot.stacks().others()).sum()
        / busySamples(boots);
  }

  private static double idle(List<ProfiledBoot> boots) {
    return 1
        - boots.stream()
            .mapToDouble(boot -> (double) boot.stacks().busySamples() / boot.stacks().samples())
            .average()
            .orElseThrow();
  }

  /** One side's boots with the samples that are looked at. */
  private record Side(List<ProfiledBoot> boots, List<Long> samples) {
    double share(int boot) {
      return (double) samples.get(boot) / boots.get(boot).stacks().busySamples();
    }

    double mean() {
      return sum(this::share) / boots.size();
    }

    private double sum(IntToDoubleFunction value) {
      double sum = 0;
      for (int boot = 0; boot < boots.size(); boot++) {
        sum += value.applyAsDouble(boot);
      }
      return sum;
    }

    /** Squared distances of the boots' shares from their mean. */
    double scatter() {
      double mean = mean();
      return sum(boot -> (share(boot) - mean) * (share(boot) - mean));
    }

    /** Of one boot's share, by counting alone. */
    double counting(double share) {
      return sum(boot -> share * (1 - share) / boots.get(boot).stacks().busySamples())
          / boots.size();
    }

    /** Processor time there for a unit of work, up to a factor that both sides have. */
    double forWork() {
      return sum(boot ->
          (double) samples.get(boot) / boots.get(boot).stacks().samples() / boots.get(boot).work())
          / boots.size();
    }
  }

  private Estimate estimate(List<Long> samples) {
    var one = new Side(first, samples.subList(0, first.size()));
    var other = new Side(second, samples.subList(first.size(), samples.size()));
    double mean = one.mean();
    double otherMean = other.mean();
    int degrees = first.size() + second.size() - 2;
    double own = degrees > 0 ? (one.scatter() + other.scatter()) / degrees : 0;
    double counted = counted(one) / first.size() + counted(other) / second.size();
    double variance =
        Math.max(own, counted(one)) / first.size() + Math.max(own, counted(other)) / second.size();
    double error = Math.sqrt(variance);
    double freedom =
        variance > counted
            ? degrees * Math.pow(variance / (variance - counted), 2)
            : Double.POSITIVE_INFINITY;
    double tail = (1 - CONFIDENCE) / 2;
    double half =
        error
            * (freedom < Double.POSITIVE_INFINITY
                ? TDistribution.of(freedom).inverseSurvivalProbability(tail)
                : NORMAL.inverseSurvivalProbability(tail));
    double before = one.forWork();
    return new Estimate(
        new ShareDifference(
            mean,
            otherMean,
            otherMean - mean - half,
            otherMean - mean + half,
            before > 0 ? other.forWork() / before : Double.NaN,
            false),
        error,
        freedom);
  }

  /** Variance of one boot's share without the function's own scatter. */
  private double counted(Side side) {
    // A share of no samples may be that of half a sample.
    double least = 0.5 * side.boots().size() / busySamples(side.boots());
    return dispersion * side.counting(Math.clamp(side.mean(), least, 1 - least));
  }

  /** Pearson's statistic over its degrees of freedom, of the time in functions themselves. */
  private double dispersion() {
    double statistic = 0;
    double degrees = 0;
    for (List<ProfiledBoot> boots : List.of(first, second)) {
      if (boots.size() < 2) {
        continue;
      }
      var sums = new HashMap<String, Long>();
      List<Map<String, Long>> counts = boots.stream().map(boot -> boot.stacks().self()).toList();
      counts.forEach(
          count -> count.forEach((name, samples) -> sums.merge(name, samples, Long::sum)));
      double all = busySamples(boots);
      for (Map.Entry<String, Long> sum : sums.entrySet()) {
        double share = sum.getValue() / all;
        if (share * all / boots.size() < LEAST_EXPECTED || share == 1) {
          continue;
        }
        for (int boot = 0; boot < boots.size(); boot++) {
          double expected = share * boots.get(boot).stacks().busySamples();
          double off = counts.get(boot).getOrDefault(sum.getKey(), 0L) - expected;
          statistic += off * off / (expected * (1 - share));
        }
        degrees += boots.size() - 1;
      }
    }
    return degrees > 0 ? Math.max(1, statistic / degrees) : 1;
  }
}

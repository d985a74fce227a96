package dev.halfspeed.report.bisection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What both ends give, whatever the machines differ by: least squares of "logarithm = machine +
 * end" over the boots of the ends. The change is then the mean of the differences within machines,
 * each weighted by what its boots tell. A mean over all boots is none: where one machine has booted
 * the good end more often and another the bad one, it mostly says how these machines differ.
 */
final class EndLevels {
  /** The boots of the ends on one machine, their values on the log scale. */
  private static final class Ends {
    private int goods;
    private double good;
    private int bads;
    private double bad;

    /** Inverse variance of the difference within this machine, in units of one boot's. */
    private double weight() {
      return (double) goods * bads / Math.max(1, goods + bads);
    }

    private double difference() {
      return bad / bads - good / goods;
    }

    /** The good end's value here. */
    private double level(double change) {
      return (good + bad - bads * change) / (goods + bads);
    }
  }

  private final Map<String, Ends> machines = new LinkedHashMap<>();
  private final double noise;
  private final int goods;
  private final int bads;
  private final double weight;
  private final @Nullable Double change;

  private EndLevels(List<MeasuredCommits.Boot> boots, double noise) {
    this.noise = noise;
    for (MeasuredCommits.Boot boot : boots) {
      if (isOfEnd(boot)) {
        boot.logarithm().ifPresent(logarithm -> add(boot, logarithm));
      }
    }
    goods = machines.values().stream().mapToInt(ends -> ends.goods).sum();
    bads = machines.values().stream().mapToInt(ends -> ends.bads).sum();
    weight = machines.values().stream().mapToDouble(Ends::weight).sum();
    change =
        weight > 0
            ? machines.values().stream()
                    .filter(ends -> ends.weight() > 0)
                    .mapToDouble(ends -> ends.weight() * ends.difference())
                    .sum()
                / weight
            : null;
  }

  private static boolean isOfEnd(MeasuredCommits.Boot boot) {
    return boot.role().equals(MeasuredCommits.GOOD_END)
        || boot.role().equals(MeasuredCommits.BAD_END);
  }

  private void add(MeasuredCommits.Boot boot, double logarithm) {
    Ends ends = machines.computeIfAbsent(boot.machine(), _ -> new Ends());
    if (boot.role().equals(MeasuredCommits.GOOD_END)) {
      ends.goods++;
      ends.good += logarithm;
    } else {
      ends.bads++;
      ends.bad += logarithm;
    }
  }

  /**
   * Of the boots of the ends among these.
   *
   * @param noise standard deviation between boots on the log scale; 0 while unknown
   */
  static EndLevels of(List<MeasuredCommits.Boot> boots, double noise) {
    return new EndLevels(boots, noise);
  }

  /** The bad end against the good one, on the log scale; empty where no machine has booted both. */
  Optional<Double> change() {
    return Optional.ofNullable(change);
  }

  /**
   * What the good end gives on a machine, on the log scale; empty where neither end was booted
   * there, and while the change is not known.
   */
  OptionalDouble goodOn(String machine) {
    Ends ends = machines.get(machine);
    return ends == null || change == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(ends.level(change));
  }

  /** How many machines have booted an end. */
  int machines() {
    return machines.size();
  }

  /**
   * The good end, as on a machine like the mean of those that booted an end; the mean of its own
   * boots while the change is not known. Empty where it was not booted.
   */
  Optional<MeasuredCommits.Level> good() {
    if (goods == 0) {
      return Optional.empty();
    }
    return Optional.of(
        change == null
            ? level(machines.values().stream().mapToDouble(e -> e.good).sum() / goods, goods)
            : level(mean() - part(bads) * change, goods, part(bads)));
  }

  /** The bad end, likewise. */
  Optional<MeasuredCommits.Level> bad() {
    if (bads == 0) {
      return Optional.empty();
    }
    return Optional.of(
        change == null
            ? level(machines.values().stream().mapToDouble(e -> e.bad).sum() / bads, bads)
            : level(mean() + part(goods) * change, bads, part(goods)));
  }

  private double part(int boots) {
    return (double) boots / (goods + bads);
  }

  /** Over all boots of both ends. */
  private double mean() {
    return machines.values().stream().mapToDouble(ends -> ends.good + ends.bad).sum()
        / (goods + bads);
  }

  /** The mean over all boots does not vary with the differences within machines. */
  private MeasuredCommits.Level level(double logarithm, int boots, double part) {
    double variance = 1.0 / (goods + bads) + part * part / weight;
    return MeasuredCommits.Level.of(Estimate.of(logarithm, noise * Math.sqrt(variance)), boots);
  }

  private MeasuredCommits.Level level(double logarithm, int boots) {
    return MeasuredCommits.Level.of(Estimate.of(logarithm, noise / Math.sqrt(boots)), boots);
  }
}

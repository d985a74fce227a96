package dev.halfspeed.watch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a point's boots say of each metric, on machines of one class: how the new kernel differs
 * from the reference, and what the reference itself does. Boots are compared within their block
 * only; a value is the mean over blocks. Boots of all kernels and blocks share one variance,
 * estimated from how boots of one kernel differ within a block.
 */
final class PointValues {
  private PointValues() {}

  /**
   * One metric on machines of one class.
   *
   * @param ratio natural logarithm of the new kernel's value by the reference's
   * @param level natural logarithm of the reference's value
   * @param boots of both
   */
  record Value(
      String machineClass,
      PointResult.Metric metric,
      double ratio,
      double ratioVariance,
      double level,
      double levelVariance,
      int boots) {}

  /** The values; none of a metric without two boots of one kernel in a block that has both. */
  static List<Value> of(PointResult result) {
    var classes = new LinkedHashSet<String>();
    result.boots().forEach(boot -> classes.add(boot.machineClass()));
    var values = new ArrayList<Value>();
    for (String machineClass : classes) {
      for (PointResult.Metric metric : result.metrics()) {
        of(result, machineClass, metric).ifPresent(values::add);
      }
    }
    return List.copyOf(values);
  }

  private static Optional<Value> of(
      PointResult result, String machineClass, PointResult.Metric metric) {
    Map<String, Block> blocks = new LinkedHashMap<>();
    for (PointResult.Boot boot : result.boots()) {
      Double log = boot.logs().get(metric.name());
      if (log != null && Double.isFinite(log) && boot.machineClass().equals(machineClass)) {
        blocks
            .computeIfAbsent(boot.block(), ignored -> new Block(new Side(), new Side()))
            .side(boot.isNew())
            .add(log);
      }
    }
    List<Block> whole = blocks.values().stream().filter(Block::isWhole).toList();
    int freedom = whole.stream().mapToInt(Block::freedom).sum();
    if (freedom == 0) {
      return Optional.empty();
    }
    double variance = whole.stream().mapToDouble(Block::squares).sum() / freedom;
    double square = (double) whole.size() * whole.size();
    return Optional.of(
        new Value(
            machineClass,
            metric,
            whole.stream().mapToDouble(Block::ratio).average().orElseThrow(),
            variance
                * whole.stream().mapToDouble(b -> 1 / b.fresh().size() + 1 / b.old().size()).sum()
                / square,
            whole.stream().mapToDouble(b -> b.old().mean()).average().orElseThrow(),
            variance * whole.stream().mapToDouble(b -> 1 / b.old().size()).sum() / square,
            (int) whole.stream().mapToDouble(b -> b.fresh().size() + b.old().size()).sum()));
  }

  /** The boots of a block, by kernel. */
  private record Block(Side old, Side fresh) {
    Side side(boolean isNew) {
      return isNew ? fresh : old;
    }

    boolean isWhole() {
      return !old.values.isEmpty() && !fresh.values.isEmpty();
    }

    int freedom() {
      return old.values.size() + fresh.values.size() - 2;
    }

    double squares() {
      return old.squares() + fresh.squares();
    }

    double ratio() {
      return fresh.mean() - old.mean();
    }
  }

  /** Boots of one kernel in a block. */
  private static final class Side {
    private final List<Double> values = new ArrayList<>();

    void add(double value) {
      values.add(value);
    }

    double size() {
      return values.size();
    }

    double mean() {
      return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    double squares() {
      double mean = mean();
      return values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    }
  }
}

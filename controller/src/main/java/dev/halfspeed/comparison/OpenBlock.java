package dev.halfspeed.comparison;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** A block with the values that came so far. */
final class OpenBlock {
  private final Block block;
  private final double[] values;

  OpenBlock(Block block) {
    this.block = block;
    values = new double[block.order().size()];
    Arrays.fill(values, Double.NaN);
  }

  Block block() {
    return block;
  }

  boolean has(int place) {
    return !Double.isNaN(values[place]);
  }

  void put(int place, double value) {
    values[place] = value;
  }

  /** Whether all boots of these variants are there. */
  boolean isComplete(IntPredicate variants) {
    for (int place = 0; place < values.length; place++) {
      if (!has(place) && variants.test(block.order().get(place))) {
        return false;
      }
    }
    return true;
  }

  /** The values of a variant in the order of its boots, those that are there. */
  double[] of(int variant) {
    double[] found = new double[values.length];
    int count = 0;
    for (int place = 0; place < values.length; place++) {
      if (has(place) && block.order().get(place) == variant) {
        found[count++] = values[place];
      }
    }
    return Arrays.copyOf(found, count);
  }
}

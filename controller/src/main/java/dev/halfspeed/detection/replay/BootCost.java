package dev.halfspeed.detection.replay;

import dev.halfspeed.detection.Change;
import dev.halfspeed.detection.GapProbability;

/**
 * What a bisection would take at least, in boots: the limit of a search that knows level, size and
 * noise, with 99 % confidence (docs/benchmarks/search.md tells how near the search comes).
 *
 * <p>The prior has H bits: those of the gap between points, and those of the commit in the gap. A
 * boot at a change of d standard deviations tells C(d) bits, the capacity of a binary input with
 * normal noise, and 1 % of error costs ln(100) / (d^2 / 2) boots to exclude: 0.99 H / C(d) + 2
 * ln(100) / d^2.
 */
final class BootCost {
  /** A pair of kernels that differ is known to at 0.99 after so many (docs/adr/0018). */
  static final int CONFIRMATION = 16;

  private static final double ERROR = 0.01;
  private static final int STEPS = 400;
  private static final double WIDTH = 8;

  private BootCost() {}

  /**
   * Boots of a bisection, rounded up.
   *
   * @param commits between two points
   * @param deviation between boots
   */
  static int ofBisection(Change change, int commits, double deviation) {
    double bits = Math.log(commits) / Math.log(2);
    for (GapProbability gap : change.where()) {
      bits -= gap.probability() * Math.log(gap.probability()) / Math.log(2);
    }
    // Beyond 8 standard deviations a boot is as good as certain.
    double distance = Math.clamp(Math.abs(change.size().estimate()) / deviation, 0.05, WIDTH);
    return (int)
        Math.ceil(
            (1 - ERROR) * bits / capacity(distance) + -2 * Math.log(ERROR) / (distance * distance));
  }

  /** Bits that one boot tells at most of which of two levels it has. */
  static double capacity(double distance) {
    double entropy = 0;
    double step = (2 * WIDTH + distance) / STEPS;
    for (int index = 0; index <= STEPS; index++) {
      double at = -WIDTH + index * step;
      double density = (normal(at) + normal(at - distance)) / 2;
      entropy -= density > 0 ? density * Math.log(density) * step : 0;
    }
    return (entropy - Math.log(2 * Math.PI * Math.E) / 2) / Math.log(2);
  }

  private static double normal(double at) {
    return Math.exp(-at * at / 2) / Math.sqrt(2 * Math.PI);
  }
}

package dev.halfspeed.watch;

import java.util.List;

/** Tells whether and where a series changed. The same values give the same answer. */
@FunctionalInterface
public interface ChangeFinder {
  /**
   * The changes of a series that are certain enough to raise an alarm.
   *
   * @param values in the order of the points
   */
  List<Change> changes(List<Value> values);

  /**
   * A point of a series, on a logarithmic scale.
   *
   * @param variance of the value, as its boots say
   */
  record Value(double value, double variance) {}

  /**
   * A change.
   *
   * @param first place of the oldest value that the change may have come after
   * @param weights how probable it is that the change lies between value first + i and the next one;
   *     they sum up to 1
   * @param shift of the values
   * @param lower end of the shift's interval, like {@code upper}
   * @param words what was seen, in one line for people
   */
  record Change(
      int first, List<Double> weights, double shift, double lower, double upper, String words) {
    public Change {
      weights = List.copyOf(weights);
      if (first < 0 || weights.isEmpty()) {
        throw new IllegalArgumentException("a change has its gaps");
      }
    }

    /** The place of the value that the change most probably came after. */
    int gap() {
      int best = 0;
      for (int i = 1; i < weights.size(); i++) {
        best = weights.get(i) > weights.get(best) ? i : best;
      }
      return first + best;
    }
  }
}

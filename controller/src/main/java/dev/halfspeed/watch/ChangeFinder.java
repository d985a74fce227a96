package dev.halfspeed.watch;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** Tells whether and where series changed. The same values give the same answer. */
@FunctionalInterface
public interface ChangeFinder {
  /**
   * Reads series that belong together, such as all of a watch: the more of them have a value of one
   * look at the repository, the more it takes to raise an alarm of one.
   *
   * @return what each tells, in their order
   */
  List<Reading> read(List<Values> series);

  /**
   * A series.
   *
   * @param series its name
   * @param values in the order of the points
   */
  record Values(String series, boolean higherIsBetter, List<Value> values) {
    public Values {
      values = List.copyOf(values);
    }
  }

  /**
   * A point of a series; all on the log scale.
   *
   * @param label what people call the point
   * @param seenAt when its commit was found: equal for points that one look found
   * @param ratio of the new kernel's value to the reference's
   * @param variance of the ratio, as its boots say
   * @param level of the reference; absent where the reference is another commit for each point, so
   *     that its level says nothing of the machine
   */
  record Value(
      String label,
      Instant seenAt,
      double ratio,
      double variance,
      OptionalDouble level,
      int boots) {}

  /**
   * What a series tells.
   *
   * @param changes those that are certain enough to raise an alarm
   * @param verdict on the series as it is now, for people
   */
  record Reading(List<Found> changes, String verdict) {
    public Reading {
      changes = List.copyOf(changes);
    }
  }

  /**
   * A change.
   *
   * @param isOfTheMachine whether it is the reference that changed, so that no kernel did
   * @param first place of the oldest value that the change may have come after
   * @param weights how probable it is that the change lies between value first + i and the next one
   * @param shift of the values, or of the reference's level
   * @param lower end of the shift's interval, like {@code upper}
   * @param words what was seen, in one line for people
   */
  record Found(
      boolean isOfTheMachine,
      int first,
      List<Double> weights,
      double shift,
      double lower,
      double upper,
      String words) {
    public Found {
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

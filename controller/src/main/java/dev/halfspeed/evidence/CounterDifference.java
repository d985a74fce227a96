package dev.halfspeed.evidence;

/**
 * A counter of which two kernels had clearly different amounts.
 *
 * @param isLevel whether it goes up and down, so that it is told as it was after the runs
 * @param first mean of the first side's boots, per second unless it is a level; like {@code second}
 * @param overTime the second side's amount as a multiple of the first's, in the same time
 * @param forWork the same for the same work; equal where work is not counted, and for levels
 */
public record CounterDifference(
    String counter,
    CounterUnit unit,
    boolean isLevel,
    double first,
    double second,
    Ratio overTime,
    Ratio forWork) {
  /**
   * How much it says: what only goes with time differs for the same work, and what only goes with
   * work differs in the same time, as soon as one side is slower.
   */
  double weight() {
    return Math.min(overTime.size(), forWork.size());
  }

  /** Seen from the other side. */
  CounterDifference inverse() {
    return new CounterDifference(
        counter, unit, isLevel, second, first, overTime.inverse(), forWork.inverse());
  }
}

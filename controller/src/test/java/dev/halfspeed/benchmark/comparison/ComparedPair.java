package dev.halfspeed.benchmark.comparison;

/** Two variants on one machine, of which a rule boots now one, now the other. */
final class ComparedPair {
  private final ComparedSeries series;
  private final double difference;
  private final double noiseOfSecond;
  private final double afterTheOther;
  private int boots;
  private int last = -1;

  /**
   * A pair.
   *
   * @param difference of the second from the first, on the log scale
   * @param noiseOfSecond times as much as the first's
   * @param afterTheOther how much slower a boot is after one of the other variant
   */
  ComparedPair(
      ComparedSeries series, double difference, double noiseOfSecond, double afterTheOther) {
    this.series = series;
    this.difference = difference;
    this.noiseOfSecond = noiseOfSecond;
    this.afterTheOther = afterTheOther;
  }

  /** The value of the next boot, which is one of variant 0 or 1. */
  double boot(int variant) {
    double value = series.at(boots++);
    value = variant == 0 ? value : difference + noiseOfSecond * value;
    value -= last == 1 - variant ? afterTheOther : 0;
    last = variant;
    return value;
  }

  int boots() {
    return boots;
  }
}

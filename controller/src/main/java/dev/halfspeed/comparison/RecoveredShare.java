package dev.halfspeed.comparison;

import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What part of a loss something gives back, as a fraction: 0 is nothing, 1 all of it, more than 1
 * more than was lost.
 *
 * @param share the estimate
 * @param low lower end of its interval
 * @param high upper end of its interval
 */
public record RecoveredShare(double share, double low, double high) {
  /**
   * The share of the loss from a good to a bad variant that a third one gives back.
   *
   * <p>With b, g and m the levels of the three it is (m - b) / (g - b), which is the quotient of
   * the two differences as parts of b. Its interval takes the ends of both differences' intervals
   * wherever they make it widest, so it holds at least as often as these two do together.
   *
   * @param loss how much more the good one has than the bad one
   * @param gain how much more the third has than the bad one
   * @param higherIsBetter whether more of the metric is better
   * @return empty where no loss is shown: the good one's lead has 0 in its interval, or is none
   */
  public static Optional<RecoveredShare> of(
      Difference loss, Difference gain, boolean higherIsBetter) {
    if (!isShown(loss, higherIsBetter)) {
      return Optional.empty();
    }
    double[] corners =
        DoubleStream.of(gain.lowFraction(), gain.highFraction())
            .flatMap(of -> DoubleStream.of(of / loss.lowFraction(), of / loss.highFraction()))
            .toArray();
    return Optional.of(
        new RecoveredShare(
            gain.fraction() / loss.fraction(),
            DoubleStream.of(corners).min().orElseThrow(),
            DoubleStream.of(corners).max().orElseThrow()));
  }

  /**
   * Whether the good one is better for certain.
   *
   * @param loss how much more the good one has than the bad one
   */
  private static boolean isShown(Difference loss, boolean higherIsBetter) {
    return higherIsBetter ? loss.low() > 0 : loss.high() < 0;
  }
}

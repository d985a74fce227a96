package dev.halfspeed.detection;

/**
 * What a detector calls a change.
 *
 * @param falseAlarms false alarms that a series without a change may have, a point: 0.001 is one in
 *     1,000 points. It holds for looks at each new point, since it is calibrated for them
 * @param falseDiscoveries the share of alarms that may be false over many series that are read
 *     together, such as 0.1
 * @param smallest the smallest change of the level that matters, as a part: 0.003 is 0.3 %. A
 *     change that is estimated smaller is no alarm; 0 takes all
 * @param pointsBefore points that a series has before anything can be found in it; at least 4
 * @param longestInterval points; a change that goes back to the level before it within so many is
 *     one temporary change, later it is a second change
 */
public record DetectionSettings(
    double falseAlarms,
    double falseDiscoveries,
    double smallest,
    int pointsBefore,
    int longestInterval) {
  public DetectionSettings {
    if (!(falseAlarms >= 0.000_01 && falseAlarms <= 0.05)) {
      throw new IllegalArgumentException(
          "false alarms lie between 0.00001 and 0.05 a point, for example 0.001, not "
              + falseAlarms);
    }
    if (!(falseDiscoveries > 0 && falseDiscoveries <= 1)) {
      throw new IllegalArgumentException(
          "the share of false discoveries lies between 0 and 1, for example 0.1, not "
              + falseDiscoveries);
    }
    if (!(smallest >= 0 && smallest < 1)) {
      throw new IllegalArgumentException(
          "the smallest change that matters lies between 0 and 1, for example 0.003 for 0.3 %, not "
              + smallest);
    }
    if (pointsBefore < 4) {
      throw new IllegalArgumentException(
          "at least 4 points lie before a change, not " + pointsBefore);
    }
    if (longestInterval < 1) {
      throw new IllegalArgumentException(
          "a temporary change has at least 1 point, not " + longestInterval);
    }
  }

  /** One false alarm in 1,000 points, a tenth of the alarms false, changes of 0.3 % and more. */
  public static DetectionSettings usual() {
    return new DetectionSettings(0.001, 0.1, 0.003, 8, 30);
  }
}

package dev.halfspeed.regression.reconcile;

import java.time.Duration;

/**
 * How patient it is, and how much of the lab it may take.
 *
 * @param hold alarms that come within this time of the first one may join it
 * @param confirmWithin after this time without a confirmation it is reported as it is
 * @param bisectWithin after this time without a culprit it is reported as it is
 * @param checkWithin other series are checked against a culprit for so long
 * @param stays a series that is well again for so long is fixed
 * @param campaignsAtOnce so many campaigns of regressions run at a time
 * @param bisectionsAnHour so many bisections begin in an hour
 * @param waiting so many regressions wait for the lab; of more the weakest are reported as they are
 */
public record RegressionSettings(
    Duration hold,
    Duration confirmWithin,
    Duration bisectWithin,
    Duration checkWithin,
    Duration stays,
    int campaignsAtOnce,
    int bisectionsAnHour,
    int waiting) {
  /** So many may wait where nobody says otherwise. */
  public static final int WAITING = 100;

  /** What is used where nobody says otherwise. */
  public static final RegressionSettings USUAL =
      new RegressionSettings(
          Duration.ofMinutes(30),
          Duration.ofDays(2),
          Duration.ofDays(3),
          Duration.ofDays(1),
          Duration.ofDays(1),
          2,
          2,
          RegressionSettings.WAITING);
}

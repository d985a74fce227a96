package dev.halfspeed.report.bisection;

/**
 * How much better the bad end explains a commit's boots than the good one.
 *
 * @param nats the logarithm of the ratio of both likelihoods; below 0 where the good end does
 */
record LogOdds(double nats) {
  /** Odds of 20 to 1: less is not called a side. */
  private static final double CLEAR = Math.log(20);

  /** More is as good as certain. */
  private static final double MOST = 30;

  /** Of what can't be compared. */
  static final LogOdds EVEN = new LogOdds(0);

  /** How many times better the likelier end explains them. */
  double odds() {
    return Math.exp(Math.min(Math.abs(nats), MOST));
  }

  /** The likelier end where that is clear. */
  MeasuredCommits.Side side() {
    if (nats > CLEAR) {
      return MeasuredCommits.Side.BAD;
    }
    return nats < -CLEAR ? MeasuredCommits.Side.GOOD : MeasuredCommits.Side.UNCLEAR;
  }
}

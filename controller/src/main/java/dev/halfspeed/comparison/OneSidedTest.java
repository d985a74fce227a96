package dev.halfspeed.comparison;

/**
 * Evidence that a pair's difference lies to one side of a value. By Ville's inequality a fair
 * capital of 1 ever reaches 1/a with a probability of at most a, so the largest that was seen
 * counts, and one may look as often as one likes (J. Ville, Étude critique de la notion de
 * collectif, 1939).
 */
final class OneSidedTest {
  private final double value;
  private final int direction;
  private final double margin;
  private final Bets bets;
  private double most;

  /**
   * A test.
   *
   * @param value the difference is tested against this one
   * @param direction 1: that it is larger; -1: that it is smaller
   * @param margin the smallest difference that matters
   */
  OneSidedTest(double value, int direction, double margin, Stakes stakes) {
    this.value = value;
    this.direction = direction;
    this.margin = margin;
    bets = new Bets(stakes);
  }

  void lay(Stratum stratum) {
    bets.lay(stratum, stratum.scores(value, direction), margin);
  }

  /** To be called when all strata of a block are laid: within a block one does not look. */
  void look() {
    most = Math.max(most, bets.log());
  }

  /** Whether it is shown with this probability of error. */
  boolean isShown(double error) {
    return most >= -Math.log(error);
  }

  double value() {
    return value;
  }

  int direction() {
    return direction;
  }

  /** log of what one bet has made of its capital. */
  double log(int bet) {
    return bets.log(bet);
  }
}

package dev.halfspeed.comparison;

/**
 * How the capital of a test is shared between bets, each of which is made for another difference,
 * so that nobody needs to know which one is there. It is shared beforehand, and a mixture of fair
 * bets is fair. A comparison keeps the stakes with which it began: its verdicts are counted anew
 * from its boots whenever somebody looks.
 */
public final class Stakes {
  /**
   * For half of the smallest difference that matters, for just that, and for four times as much.
   * The first decides pairs that are half as far apart, the second those that are equal or just as
   * far, the third larger ones. Six other sets of two to four took the same boots, within 1 % over
   * all series of docs/benchmarks/compare.md but those with noise of 25 %.
   */
  public static final Stakes OF_THREE =
      new Stakes(new double[] {0.5, 1, 4}, new double[] {0.15, 0.7, 0.15});

  /**
   * With a fourth one, the largest that is allowed, for what stands out of a noise that is itself
   * many times what matters. Without it a factor of 17 was undecided after 96 boots of four
   * variants, where boots differed by a quarter and 1 % mattered.
   */
  public static final Stakes OF_FOUR =
      new Stakes(
          new double[] {0.5, 1, 4, Double.POSITIVE_INFINITY},
          new double[] {0.14, 0.66, 0.12, 0.08});

  /**
   * No bet is larger. At this one four boots that are clearly apart give 94 % of the log of 6 that
   * they can give, and neither a boot that went astray nor noise that is taken for too small takes
   * much of the capital.
   */
  private static final double MOST = 1.2;

  private final double[] times;
  private final double[] shares;

  /**
   * So many times the smallest difference, and the share of each; shares add up to 1.
   *
   * @param times infinite for the largest bet that is made
   */
  private Stakes(double[] times, double[] shares) {
    this.times = times.clone();
    this.shares = shares.clone();
  }

  /** How many bets there are. */
  int count() {
    return times.length;
  }

  /**
   * A bet, best for normal noise: the difference in standard deviations.
   *
   * @param margin the smallest difference that matters, on the log scale
   * @param noise of a boot, likewise
   */
  double bet(int index, double margin, double noise) {
    return Math.min(times[index] * margin / noise, MOST);
  }

  /** log of a bet's share of the capital. */
  double logShare(int index) {
    return Math.log(shares[index]);
  }
}

package dev.halfspeed.comparison;

/**
 * What a comparison asks.
 *
 * @param variants how many are compared, numbered from 0; at least 2
 * @param smallest the smallest difference that matters, as a part of the metric: 0.01 is 1 %. On
 *     the log scale it is log(1 + smallest), to both sides
 * @param confidence the probability that no verdict is wrong, over all pairs and however often one
 *     looks, such as 0.99
 * @param maximumBoots the budget in boots; at least one block, two boots of each variant
 * @param seed of the lot that orders the boots
 * @param stakes the bets by which boots are judged
 */
public record ComparisonSettings(
    int variants, double smallest, double confidence, int maximumBoots, long seed, Stakes stakes) {
  public ComparisonSettings {
    if (variants < 2) {
      throw new IllegalArgumentException("a comparison has at least two variants, not " + variants);
    }
    if (!(smallest > 0 && smallest < 1)) {
      throw new IllegalArgumentException(
          "the smallest difference that matters lies between 0 and 1, for example 0.01 for 1 %, not "
              + smallest);
    }
    if (!(confidence > 0.5 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence lies between 0.5 and 1, for example 0.99, not " + confidence);
    }
    if (maximumBoots < Block.BOOTS_EACH * variants) {
      throw new IllegalArgumentException(
          "the budget is at least "
              + Block.BOOTS_EACH * variants
              + " boots, "
              + Block.BOOTS_EACH
              + " of each variant, not "
              + maximumBoots);
    }
  }

  /** The smallest difference that matters, on the log scale. */
  double margin() {
    return Math.log1p(smallest);
  }

  /** The probability of a wrong verdict that is allowed, over all pairs. */
  double error() {
    return 1 - confidence;
  }
}

package dev.halfspeed.evidence;

/**
 * A function in the profiles of two sides.
 *
 * @param self time in the function itself
 * @param total time in it and in what it calls
 */
public record SymbolDifference(String symbol, ShareDifference self, ShareDifference total) {
  /** Whether the two sides are told apart by it. */
  public boolean isClear() {
    return self.isClear() || total.isClear();
  }

  /**
   * How much it says, in millionths of the time: what a function does itself before what it only
   * calls.
   */
  long weight() {
    return Math.round(1e6 * (Math.abs(self.difference()) + Math.abs(total.difference()) / 100));
  }
}

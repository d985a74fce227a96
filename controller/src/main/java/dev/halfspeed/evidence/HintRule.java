package dev.halfspeed.evidence;

/**
 * What a known case teaches about one counter.
 *
 * @param id names it, also in docs/evidence.md
 * @param counter its name; with a star at the end, all whose names begin so
 * @param least the slower side has at least so many times as much of it, or as little
 * @param basis in what it must differ
 * @param meaning what such a difference usually is, as the rest of a sentence
 * @param wayOut what to try, as an order
 */
public record HintRule(
    String id,
    String counter,
    Sense sense,
    double least,
    Basis basis,
    String meaning,
    String wayOut) {

  /** Which way the slower side differs. */
  public enum Sense {
    MORE,
    LESS
  }

  /** In what a counter must differ, so that it is no mere consequence of being slower. */
  public enum Basis {
    /** For the same work: what tasks do by themselves. */
    WORK,
    /** In the same time: what goes on whether tasks get on or not. */
    TIME
  }

  /** Whether a difference is a case of it, seen from the faster side to the slower one. */
  boolean fits(CounterDifference difference) {
    Ratio ratio =
        switch (basis) {
          case WORK -> difference.forWork();
          case TIME -> difference.overTime();
        };
    return isOf(difference.counter())
        && switch (sense) {
          case MORE -> ratio.value() >= least && ratio.low() > 1;
          case LESS -> ratio.value() <= 1 / least && ratio.high() < 1;
        };
  }

  private boolean isOf(String name) {
    return counter.endsWith("*")
        ? name.startsWith(counter.substring(0, counter.length() - 1))
        : name.equals(counter);
  }
}

package dev.halfspeed.search;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * What the evidence says so far.
 *
 * @param phase where the bisection stands
 * @param probabilities posterior of each candidate being the culprit; with {@code none} they sum to
 *     1
 * @param none posterior probability that there is no regression between the ends
 * @param effect the change from good to bad; empty before both ends were measured
 * @param noise standard deviation of one boot's value on the log scale: about the relative noise
 *     between boots; 0 while unknown
 * @param remaining candidates in the smallest set that holds 99 % of the candidates' probability
 * @param entropyBits what is still unknown, in bits
 * @param forecast what is ahead
 * @param regimes machines that have become faster or slower for good, whatever is booted there
 */
public record Assessment(
    Phase phase,
    List<Double> probabilities,
    double none,
    Optional<Effect> effect,
    double noise,
    int remaining,
    double entropyBits,
    Forecast forecast,
    List<Regime> regimes) {
  /** Of equal ones the first. */
  private static final Comparator<Suspect> BEST_FIRST =
      Comparator.comparingDouble(Suspect::probability)
          .reversed()
          .thenComparingInt(Suspect::candidate);

  /**
   * A machine on which something else has changed. The search goes on in the new regime.
   *
   * @param boot the first one in it, counted from 1 among the boots of the ends and the candidates
   *     on that machine
   * @param log change of the natural logarithm of the metric
   */
  public record Regime(int machine, int boot, double log) {}

  /** Where a bisection stands. */
  public enum Phase {
    CALIBRATING,
    SEARCHING,
    PROVING,
    CONCLUDED
  }

  /** A candidate and its probability. */
  public record Suspect(int candidate, double probability) {}

  /** The most probable candidates, best first, at most that many. */
  public List<Suspect> top(int count) {
    // Few are kept of very many: only those are ordered.
    var top = new PriorityQueue<Suspect>(BEST_FIRST.reversed());
    for (int candidate = 0; candidate < probabilities.size(); candidate++) {
      double probability = probabilities.get(candidate);
      if (probability > 0
          && (top.size() < count || (count > 0 && probability > top.element().probability()))) {
        top.add(new Suspect(candidate, probability));
        if (top.size() > count) {
          top.remove();
        }
      }
    }
    return top.stream().sorted(BEST_FIRST).toList();
  }
}

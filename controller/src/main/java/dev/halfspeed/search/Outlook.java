package dev.halfspeed.search;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What would be believed once work under way has come back: the probability of each candidate being
 * bad after each of several drawn sets of outcomes.
 */
final class Outlook {
  private static final int DRAWS = 16;

  private final double[][] bad;

  /** A boot that is under way, and how often its image was booted before. */
  record Coming(int candidate, int bootsBefore) {}

  /**
   * Looks ahead.
   *
   * @param coming boots that are under way, or will be
   * @param channel what such a boot says
   */
  Outlook(Posterior posterior, List<Coming> coming, Channel channel, long seed) {
    Partition refined = posterior.partition();
    int known = refined.points();
    Map<Integer, Integer> bits = new HashMap<>();
    for (int point = 0; point < known; point++) {
      bits.put(posterior.stands()[point], point);
    }
    for (Coming each : coming) {
      if (!bits.containsKey(each.candidate())) {
        bits.put(each.candidate(), refined.points());
        refined = refined.split(each.candidate());
      }
    }
    double[] masses = masses(posterior, refined, known);
    double[][] weights =
        coming.isEmpty()
            ? new double[][] {masses}
            : draw(posterior, refined, coming, bits, masses, channel, seed);
    int size = posterior.ancestry().size();
    double[] spread = new double[size];
    bad = new double[weights.length][size];
    for (int draw = 0; draw < weights.length; draw++) {
      double[] perCell = weights[draw];
      for (int cell = 0; cell < perCell.length; cell++) {
        perCell[cell] /= refined.cell(cell).weight();
      }
      refined.spread(perCell, spread);
      posterior.ancestry().sums(spread, bad[draw]);
    }
  }

  /** Probability of each refined cell: its part of the cell that it is of. */
  private static double[] masses(Posterior posterior, Partition refined, int known) {
    double[] masses = new double[refined.size()];
    if (refined.points() == known) {
      for (int cell = 0; cell < masses.length; cell++) {
        masses[cell] = posterior.mass(cell);
      }
      return masses;
    }
    Map<BitSet, Integer> parents = new HashMap<>();
    for (int cell = 0; cell < posterior.partition().size(); cell++) {
      parents.put(posterior.partition().cell(cell).signature(), cell);
    }
    for (int cell = 0; cell < masses.length; cell++) {
      Integer parent = parents.get(refined.cell(cell).signature().get(0, known));
      if (parent == null) {
        throw new IllegalStateException("a refined cell has no parent");
      }
      masses[cell] =
          posterior.mass(parent)
              * refined.cell(cell).weight()
              / posterior.partition().cell(parent).weight();
    }
    return masses;
  }

  private static double[][] draw(
      Posterior posterior,
      Partition refined,
      List<Coming> coming,
      Map<Integer, Integer> bits,
      double[] masses,
      Channel channel,
      long seed) {
    var random = new SplittableRandom(seed);
    double offset = random.nextDouble();
    double[][] drawn = new double[DRAWS][masses.length];
    double[] odds = new double[coming.size()];
    for (int draw = 0; draw < DRAWS; draw++) {
      BitSet truth = truth(posterior, refined, masses, (draw + offset) / DRAWS);
      for (int index = 0; index < odds.length; index++) {
        Coming each = coming.get(index);
        boolean isBad = truth.get(bits.getOrDefault(each.candidate(), 0));
        odds[index] = channel.draw(isBad, each.bootsBefore(), random);
      }
      double[] logs = new double[masses.length];
      double most = 0;
      for (int cell = 0; cell < logs.length; cell++) {
        BitSet signature = refined.cell(cell).signature();
        for (int index = 0; index < odds.length; index++) {
          if (signature.get(bits.getOrDefault(coming.get(index).candidate(), 0))) {
            logs[cell] += odds[index];
          }
        }
        most = Math.max(most, logs[cell]);
      }
      double sum = posterior.none() * Math.exp(-most);
      for (int cell = 0; cell < logs.length; cell++) {
        drawn[draw][cell] = masses[cell] * Math.exp(logs[cell] - most);
        sum += drawn[draw][cell];
      }
      for (int cell = 0; cell < logs.length; cell++) {
        drawn[draw][cell] /= sum;
      }
    }
    return drawn;
  }

  /** The hypothesis at a quantile of the posterior, as the states that it gives. */
  private static BitSet truth(
      Posterior posterior, Partition refined, double[] masses, double quantile) {
    double left = quantile;
    for (int cell : refined.order()) {
      left -= masses[cell];
      if (left < 0) {
        return refined.cell(cell).signature();
      }
    }
    return posterior.none() > 0 || masses.length == 0
        ? new BitSet()
        : refined.cell(refined.order()[masses.length - 1]).signature();
  }

  int draws() {
    return bad.length;
  }

  /** Probability that a candidate is bad, in one of the draws. */
  double bad(int candidate, int draw) {
    return Math.clamp(bad[draw][candidate], 0, 1);
  }

  /** Probability that a candidate is bad, over all draws. */
  double bad(int candidate) {
    double sum = 0;
    for (double[] draw : bad) {
      sum += draw[candidate];
    }
    return Math.clamp(sum / bad.length, 0, 1);
  }
}

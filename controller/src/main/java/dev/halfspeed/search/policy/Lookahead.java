package dev.halfspeed.search.policy;

import dev.halfspeed.search.Revision;
import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.graph.Partition;
import dev.halfspeed.search.posterior.Channel;
import dev.halfspeed.search.posterior.OutcomeTable;
import dev.halfspeed.search.posterior.Posterior;
import dev.halfspeed.search.posterior.VerdictInformation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What would be believed once work under way has come back: the probability of each candidate being
 * bad after each of several drawn sets of outcomes.
 */
final class Lookahead {
  private static final int DRAWS = 16;

  private final double[][] bad;
  private final Channel channel;

  /** By draw, where outcomes are counted; otherwise the channel tells. */
  private final List<VerdictInformation> information = new ArrayList<>();

  /**
   * A boot that is under way, and how often its image was booted before.
   *
   * @param candidate or {@link Ancestry#GOOD}
   */
  record Coming(int candidate, int bootsBefore) {}

  /**
   * Looks ahead.
   *
   * @param coming boots that are under way, or will be
   * @param channel what such a boot says
   * @param table the same by hypothesis, where outcomes are counted
   */
  Lookahead(
      Posterior posterior,
      List<Coming> coming,
      Channel channel,
      Optional<OutcomeTable> table,
      long seed) {
    this.channel = channel;
    Partition refined = posterior.partition();
    int known = refined.points();
    Map<Integer, Integer> bits = new HashMap<>();
    for (int point = 0; point < known; point++) {
      bits.put(posterior.stands()[point], point);
    }
    for (Coming each : coming) {
      if (each.candidate() != Ancestry.GOOD && !bits.containsKey(each.candidate())) {
        bits.put(each.candidate(), refined.points());
        refined = refined.split(each.candidate());
      }
    }
    int[] parents = parents(posterior, refined, known);
    double[] masses = masses(posterior, refined, parents);
    Future[] futures = {new Future(masses, posterior.none())};
    if (!coming.isEmpty()) {
      futures =
          new Drawing(posterior, refined, parents, masses, coming, bits, channel, table).draw(seed);
    }
    int size = posterior.ancestry().size();
    double[] spread = new double[size];
    bad = new double[futures.length][size];
    for (int draw = 0; draw < futures.length; draw++) {
      double[] perCell = futures[draw].masses();
      for (int cell = 0; cell < perCell.length; cell++) {
        perCell[cell] /= refined.cell(cell).weight();
      }
      refined.spread(perCell, spread);
      posterior.ancestry().sums(spread, bad[draw]);
      if (table.isPresent()) {
        information.add(
            new VerdictInformation(
                posterior.ancestry(),
                refined,
                perCell,
                futures[draw].none(),
                table.orElseThrow(),
                parents));
      }
    }
  }

  /** A revision's number as a candidate, or {@link Ancestry#GOOD}. */
  static int number(Revision revision) {
    return revision instanceof Revision.Candidate(int index) ? index : Ancestry.GOOD;
  }

  /** What would be believed. */
  @SuppressWarnings("ArrayRecordComponent") // made once, and never compared
  private record Future(double[] masses, double none) {}

  /** The cell of the posterior that each refined cell is a part of. */
  private static int[] parents(Posterior posterior, Partition refined, int known) {
    int[] parents = new int[refined.size()];
    Arrays.setAll(parents, cell -> cell);
    if (refined.points() == known) {
      return parents;
    }
    Map<BitSet, Integer> bySignature = new HashMap<>();
    for (int cell = 0; cell < posterior.partition().size(); cell++) {
      bySignature.put(posterior.partition().cell(cell).signature(), cell);
    }
    for (int cell = 0; cell < parents.length; cell++) {
      Integer parent = bySignature.get(refined.cell(cell).signature().get(0, known));
      if (parent == null) {
        throw new IllegalStateException("a refined cell has no parent");
      }
      parents[cell] = parent;
    }
    return parents;
  }

  /** Probability of each refined cell: its part of the cell that it is of. */
  private static double[] masses(Posterior posterior, Partition refined, int[] parents) {
    double[] masses = new double[parents.length];
    boolean same = refined.points() == posterior.partition().points();
    for (int cell = 0; cell < masses.length; cell++) {
      double mass = posterior.mass(parents[cell]);
      masses[cell] =
          same
              ? mass
              : mass
                  * refined.cell(cell).weight()
                  / posterior.partition().cell(parents[cell]).weight();
    }
    return masses;
  }

  /** Draws outcomes of what is under way, and what would be believed after them. */
  @SuppressWarnings("ArrayRecordComponent") // read only, and never compared
  private record Drawing(
      Posterior posterior,
      Partition refined,
      int[] parents,
      double[] masses,
      List<Coming> coming,
      Map<Integer, Integer> bits,
      Channel channel,
      Optional<OutcomeTable> table) {
    /** No regression, among the cells. */
    private static final int NOBODY = -1;

    Future[] draw(long seed) {
      var random = new SplittableRandom(seed);
      double offset = random.nextDouble();
      var futures = new Future[DRAWS];
      for (int draw = 0; draw < DRAWS; draw++) {
        int truth = truth((draw + offset) / DRAWS);
        double[] logs = new double[masses.length + 1];
        for (Coming each : coming) {
          if (table.isPresent()) {
            count(each, truth, table.orElseThrow(), logs, random);
          } else {
            measure(each, truth, logs, random);
          }
        }
        futures[draw] = after(logs);
      }
      return futures;
    }

    private boolean isBad(int cell, Coming boot) {
      return cell != NOBODY
          && boot.candidate() != Ancestry.GOOD
          && refined.cell(cell).signature().get(bits.getOrDefault(boot.candidate(), 0));
    }

    private void measure(Coming boot, int truth, double[] logs, SplittableRandom random) {
      double odds = channel.draw(isBad(truth, boot), boot.bootsBefore(), random);
      for (int cell = 0; cell < masses.length; cell++) {
        logs[cell] += isBad(cell, boot) ? odds : 0;
      }
    }

    private void count(
        Coming boot, int truth, OutcomeTable chances, double[] logs, SplittableRandom random) {
      double[] expected = chances.of(row(truth, chances), isBad(truth, boot));
      double left = random.nextDouble();
      int outcome = 0;
      while (outcome < expected.length - 1 && left >= expected[outcome]) {
        left -= expected[outcome];
        outcome++;
      }
      for (int cell = 0; cell < masses.length; cell++) {
        logs[cell] += Math.log(chances.of(parents[cell], isBad(cell, boot))[outcome]);
      }
      logs[masses.length] += Math.log(chances.of(chances.none(), false)[outcome]);
    }

    private int row(int cell, OutcomeTable chances) {
      return cell == NOBODY ? chances.none() : parents[cell];
    }

    private Future after(double[] logs) {
      double most = Arrays.stream(logs).max().orElseThrow();
      double none = posterior.none() * Math.exp(logs[masses.length] - most);
      double sum = none;
      double[] after = new double[masses.length];
      for (int cell = 0; cell < after.length; cell++) {
        after[cell] = masses[cell] * Math.exp(logs[cell] - most);
        sum += after[cell];
      }
      for (int cell = 0; cell < after.length; cell++) {
        after[cell] /= sum;
      }
      return new Future(after, none / sum);
    }

    /** The hypothesis at a quantile of the posterior. */
    private int truth(double quantile) {
      double left = quantile;
      for (int cell : refined.order()) {
        left -= masses[cell];
        if (left < 0) {
          return cell;
        }
      }
      return posterior.none() > 0 || masses.length == 0
          ? NOBODY
          : refined.order()[masses.length - 1];
    }
  }

  int draws() {
    return bad.length;
  }

  /**
   * Expected bits of a boot after one of the draws.
   *
   * @param candidate or {@link Ancestry#GOOD}
   * @param bootsBefore of the image
   */
  double bits(int candidate, int draw, int bootsBefore) {
    return information.isEmpty()
        ? channel.bits(bad(candidate, draw), bootsBefore)
        : information.get(draw).bits(candidate);
  }

  /** Expected bits of a boot, over all draws. */
  double bits(int candidate, int bootsBefore) {
    double sum = 0;
    for (int draw = 0; draw < draws(); draw++) {
      sum += bits(candidate, draw, bootsBefore);
    }
    return sum / draws();
  }

  private double bad(int candidate, int draw) {
    return Math.clamp(bad[draw][candidate], 0, 1);
  }

  /** Probability that each candidate is bad, over all draws. */
  double[] bad() {
    // Draw by draw: with many candidates each draw is larger than the processor's caches.
    double[] mean = new double[bad[0].length];
    for (double[] draw : bad) {
      for (int candidate = 0; candidate < mean.length; candidate++) {
        mean[candidate] += draw[candidate];
      }
    }
    for (int candidate = 0; candidate < mean.length; candidate++) {
      mean[candidate] = Math.clamp(mean[candidate] / bad.length, 0, 1);
    }
    return mean;
  }
}

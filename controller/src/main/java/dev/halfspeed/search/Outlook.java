package dev.halfspeed.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What would be believed once work under way has come back: the posterior after each of several
 * drawn sets of outcomes.
 */
final class Outlook {
  private static final int DRAWS = 24;
  private static final double NEGLIGIBLE = 1e-7;

  private final Cells cells;
  private final List<Cells.Cell> live = new ArrayList<>();

  /** Probability of each live cell, by draw. */
  private final double[][] weights;

  private final Map<Integer, double[]> insides = new HashMap<>();

  /**
   * Looks ahead.
   *
   * @param coming candidates whose boots are under way, once for each boot
   * @param yield what such a boot says
   */
  Outlook(Posterior posterior, List<Integer> coming, InformationYield yield, long seed) {
    Cells refined = posterior.cells();
    int known = posterior.observations().images();
    for (int point : coming) {
      refined = refined.split(point);
    }
    cells = refined;
    var masses = new ArrayList<Double>();
    Map<BitSet, Integer> parents = new HashMap<>();
    for (int cell = 0; cell < posterior.cells().size(); cell++) {
      parents.put(posterior.cells().list().get(cell).signature(), cell);
    }
    for (Cells.Cell cell : refined.list()) {
      Integer parent = parents.get(cell.signature().get(0, known));
      if (parent == null) {
        throw new IllegalStateException("a refined cell has no parent");
      }
      double mass =
          posterior.mass(parent) * cell.weight() / posterior.cells().list().get(parent).weight();
      if (mass > NEGLIGIBLE) {
        live.add(cell);
        masses.add(mass);
      }
    }
    weights =
        coming.isEmpty() ? certain(masses) : draw(posterior, coming, masses, yield, known, seed);
  }

  private static double[][] certain(List<Double> masses) {
    return new double[][] {masses.stream().mapToDouble(Double::doubleValue).toArray()};
  }

  private double[][] draw(
      Posterior posterior,
      List<Integer> coming,
      List<Double> masses,
      InformationYield yield,
      int known,
      long seed) {
    var random = new SplittableRandom(seed);
    double[][] drawn = new double[DRAWS][live.size()];
    for (int draw = 0; draw < DRAWS; draw++) {
      BitSet truth = truth(posterior, masses, (draw + 0.5) / DRAWS);
      double[] logs = new double[live.size()];
      Map<Integer, Integer> before = new HashMap<>();
      for (int index = 0; index < coming.size(); index++) {
        int point = coming.get(index);
        int boots = before.merge(point, 1, Integer::sum) - 1 + bootsOf(posterior, point);
        double d = yield.separation(boots);
        double outcome = (truth.get(known + index) ? d : 0) + random.nextGaussian();
        double odds = InformationYield.logOdds(d, outcome);
        for (int cell = 0; cell < logs.length; cell++) {
          logs[cell] += live.get(cell).signature().get(known + index) ? odds : 0;
        }
      }
      double sum = 0;
      double most = 0;
      for (double log : logs) {
        most = Math.max(most, log);
      }
      for (int cell = 0; cell < logs.length; cell++) {
        drawn[draw][cell] = masses.get(cell) * Math.exp(logs[cell] - most);
        sum += drawn[draw][cell];
      }
      sum += posterior.none() * Math.exp(-most);
      for (int cell = 0; cell < logs.length; cell++) {
        drawn[draw][cell] /= sum;
      }
    }
    return drawn;
  }

  static int bootsOf(Posterior posterior, int point) {
    Observations observations = posterior.observations();
    return observations
        .imageOf(new Revision.Candidate(point))
        .map(observations::bootsOfImage)
        .orElse(0);
  }

  /** The hypothesis at a quantile of the posterior, as the states that it gives. */
  private BitSet truth(Posterior posterior, List<Double> masses, double quantile) {
    double left = quantile;
    for (int cell = 0; cell < live.size(); cell++) {
      left -= masses.get(cell);
      if (left < 0) {
        return live.get(cell).signature();
      }
    }
    return posterior.none() > 0 ? new BitSet() : live.getLast().signature();
  }

  int draws() {
    return weights.length;
  }

  /** Probability that a candidate is bad, in one of the draws. */
  double bad(int candidate, int draw) {
    double[] inside = insides.computeIfAbsent(candidate, this::inside);
    double[] weight = weights[draw];
    double sum = 0;
    for (int cell = 0; cell < inside.length; cell++) {
      sum += weight[cell] * inside[cell];
    }
    return Math.min(1, sum);
  }

  private double[] inside(int candidate) {
    double[] inside = new double[live.size()];
    for (int cell = 0; cell < inside.length; cell++) {
      Cells.Cell each = live.get(cell);
      inside[cell] = Math.min(1, cells.weightInside(each, candidate) / each.weight());
    }
    return inside;
  }
}

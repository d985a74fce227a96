package dev.halfspeed.search.policy;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.posterior.NoiseBelief;
import dev.halfspeed.search.posterior.Posterior;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Tells a loss that came bit by bit over a stretch of commits from one that a few commits made.
 *
 * <p>A stretch changes the metric in proportion to how many of its commits a kernel contains. Its
 * log likelihood is compared with those of one, two and three steps by the Bayesian information
 * criterion (Schwarz 1978), each with the price of having chosen it among all of its kind.
 */
final class GradualLoss {
  /** Fewer commits between the ends tell no shape. */
  private static final int LEAST_COMMITS = 6;

  /** So many commits have to lie inside, neither as good as before nor as bad as after. */
  private static final int LEAST_INSIDE = 3;

  private static final double HARDLY_BEGUN = 0.08;

  /** One step and the usual noise explain what was seen, unless luck explains it so much better. */
  private static final double MISFIT = 3;

  /**
   * The part of losses that is held to come bit by bit. With even odds, and a noise that was taken
   * for known, four of a thousand bisections with one culprit were called gradual.
   */
  private static final double PRIOR = 0.1;

  private static final double NINETY_FIVE_PERCENT = 1.96;

  private static final int MOST_STEPS = 3;

  /** With more commits than that, stretches begin and end at measured ones only. */
  private static final int MANY = 30;

  private static final int FINALISTS = 4;

  private final Posterior posterior;
  private final LevelTable table;
  private final double margin;

  /** One shape of a stretch: from after one commit's number to another's. */
  @SuppressWarnings("ArrayRecordComponent") // made once, read only, and never compared
  private record Stretch(int after, int last, double[] column) {}

  private GradualLoss(Posterior posterior, LevelTable table, double error) {
    this.posterior = posterior;
    this.table = table;
    margin = Math.log(1 / error) + Math.log((1 - PRIOR) / PRIOR);
  }

  /**
   * The stretch over which the loss came, where that explains what was seen better than steps do.
   *
   * @param error probability of an error that is allowed
   */
  static Optional<Conclusion.Gradual> in(Posterior posterior, double error) {
    if (posterior.metric().isEmpty() || posterior.stands().length < LEAST_COMMITS) {
      return Optional.empty();
    }
    NoiseBelief noise = posterior.metric().orElseThrow().noiseBelief();
    // What moves with time is no shape of the history.
    if (noise.best().scale().drift() > 0 || noise.best().scale().regime() > 0) {
      return Optional.empty();
    }
    boolean[] shows = new boolean[posterior.observations().machines()];
    for (int machine = 0; machine < shows.length; machine++) {
      shows[machine] = noise.lacking(machine) < 0.5;
    }
    var table = new LevelTable(posterior.observations(), shows);
    return table.isNoiseKnown()
        ? new GradualLoss(posterior, table, error).find()
        : Optional.empty();
  }

  private Optional<Conclusion.Gradual> find() {
    List<double[]> one = List.of(column(mostProbable()));
    LevelTable.ShapeFit usual = table.fit(one);
    if (usual.log() - table.fitWithoutLuck(one).log() < MISFIT) {
      return Optional.empty();
    }
    List<Stretch> stretches = stretches();
    if (stretches.isEmpty()) {
      return Optional.empty();
    }
    Stretch best = best(stretches, usual.luck());
    LevelTable.ShapeFit fit = table.fit(List.of(best.column()));
    double units = Math.log(table.units().size());
    double found = fit.log() - units / 2 - Math.log(stretches.size());
    boolean isLoss = fit.sizes()[0] * direction() > 0;
    return isLoss && found - ofSteps(usual.luck()) > margin
        ? Optional.of(conclusion(best, fit))
        : Optional.empty();
  }

  /** The sign of a change for the worse, or of the one that is looked for. */
  private double direction() {
    return posterior.judgement().effect().map(effect -> Math.signum(effect.log())).orElse(-1.0);
  }

  private BitSet mostProbable() {
    return posterior.partition().cell(posterior.cellsByMass().getFirst()).signature();
  }

  /** How much of a step each unit has: all where it contains the commit. */
  private double[] column(BitSet signature) {
    int[] stands = posterior.stands();
    List<LevelTable.Unit> units = table.units();
    double[] column = new double[units.size()];
    for (int index = 0; index < column.length; index++) {
      int stand = units.get(index).stand();
      for (int point = 0; point < stands.length; point++) {
        if (stands[point] == stand) {
          column[index] = signature.get(point) ? 1 : 0;
        }
      }
    }
    return column;
  }

  /** The best of one, two and three steps, found one after the other. */
  private double ofSteps(double luck) {
    List<double[]> all =
        IntStream.range(0, posterior.partition().size())
            .mapToObj(cell -> column(posterior.partition().cell(cell).signature()))
            .toList();
    double each = Math.log(table.units().size()) / 2 + Math.log(all.size());
    var chosen = new ArrayList<double[]>();
    double best = Double.NEGATIVE_INFINITY;
    double orders = 0;
    for (int steps = 1; steps <= MOST_STEPS; steps++) {
      chosen.add(next(all, chosen, luck));
      for (int again = 0; again < chosen.size() && steps > 1; again++) {
        chosen.remove(0);
        chosen.add(next(all, chosen, luck));
      }
      // Which of them came first is no difference.
      orders += Math.log(steps);
      best = Math.max(best, table.fit(chosen).log() - steps * each + orders);
    }
    return best;
  }

  private double[] next(List<double[]> all, List<double[]> chosen, double luck) {
    double[] best = all.getFirst();
    double most = Double.NEGATIVE_INFINITY;
    for (double[] column : all) {
      var with = new ArrayList<>(chosen);
      with.add(column);
      double log = table.glance(with, luck / 4).log();
      if (log > most) {
        most = log;
        best = column;
      }
    }
    return best;
  }

  private Stretch best(List<Stretch> stretches, double luck) {
    List<Stretch> finalists =
        stretches.stream()
            .sorted(
                Comparator.comparingDouble(
                    (Stretch each) -> -table.glance(List.of(each.column()), luck / 4).log()))
            .limit(FINALISTS)
            .toList();
    Stretch best = finalists.getFirst();
    double most = Double.NEGATIVE_INFINITY;
    for (Stretch each : finalists) {
      double log = table.fit(List.of(each.column())).log();
      if (log > most) {
        most = log;
        best = each;
      }
    }
    return best;
  }

  /**
   * All stretches from one commit that was measured, or half way to the next, to another: in the
   * order of the numbers, so that of a history with merges some of it lies on other branches.
   */
  private List<Stretch> stretches() {
    int[] bounds = bounds();
    int[][] contained = contained(bounds);
    var stretches = new ArrayList<Stretch>();
    for (int from = 0; from < bounds.length; from++) {
      for (int to = from + 1; to < bounds.length; to++) {
        double[] column = new double[table.units().size()];
        var inside = new BitSet();
        for (int index = 0; index < column.length; index++) {
          column[index] =
              (double) (contained[index][to] - contained[index][from])
                  / (bounds[to] - bounds[from]);
          if (column[index] > HARDLY_BEGUN && column[index] < 1 - HARDLY_BEGUN) {
            inside.set(table.units().get(index).stand());
          }
        }
        if (inside.cardinality() >= LEAST_INSIDE) {
          stretches.add(new Stretch(bounds[from], bounds[to], column));
        }
      }
    }
    return stretches;
  }

  private int[] bounds() {
    var bounds = new TreeSet<Integer>();
    int before = Ancestry.GOOD;
    bounds.add(before);
    int[] stands = table.stands();
    for (int stand : stands) {
      if (stands.length <= MANY) {
        bounds.add(Math.floorDiv(before + stand, 2));
      }
      bounds.add(stand);
      before = stand;
    }
    return bounds.stream().mapToInt(each -> each).toArray();
  }

  /** For each unit, how many candidates up to each bound it contains. */
  private int[][] contained(int[] bounds) {
    int[][] contained = new int[table.units().size()][bounds.length];
    for (int index = 0; index < contained.length; index++) {
      int stand = table.units().get(index).stand();
      if (stand == Ancestry.GOOD) {
        continue;
      }
      BitSet ancestors = posterior.ancestry().ancestors(stand);
      int sum = 0;
      int done = 0;
      for (int bound = 0; bound < bounds.length; bound++) {
        int end = bounds[bound] + 1;
        sum += end > done ? ancestors.get(done, end).cardinality() : 0;
        done = Math.max(done, end);
        contained[index][bound] = sum;
      }
    }
    return contained;
  }

  private Conclusion.Gradual conclusion(Stretch stretch, LevelTable.ShapeFit fit) {
    double size = fit.sizes()[0];
    var course = new ArrayList<Conclusion.Gradual.Part>();
    double[] column = stretch.column();
    for (int index = 0; index < column.length; index++) {
      int stand = table.units().get(index).stand();
      boolean isInside = column[index] > 0 && column[index] < 1;
      if (isInside && course.stream().noneMatch(part -> part.candidate() == stand)) {
        course.add(new Conclusion.Gradual.Part(stand, column[index], measured(stand, fit)));
      }
    }
    course.sort(Comparator.comparingDouble(Conclusion.Gradual.Part::contained));
    double error = NINETY_FIVE_PERCENT * fit.errors()[0];
    return new Conclusion.Gradual(
        stretch.after(), stretch.last(), new Effect(size, size - error, size + error), course);
  }

  /** The part of the whole change that a commit has. */
  private double measured(int stand, LevelTable.ShapeFit fit) {
    double sum = 0;
    int boots = 0;
    for (LevelTable.Unit unit : table.units()) {
      if (unit.stand() == stand) {
        sum += unit.boots() * (unit.value() - fit.levels()[unit.machine()]);
        boots += unit.boots();
      }
    }
    return sum / boots / fit.sizes()[0];
  }
}

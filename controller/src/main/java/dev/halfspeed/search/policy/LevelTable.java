package dev.halfspeed.search.policy;

import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.noise.SymmetricSolver;
import dev.halfspeed.search.observation.Observations;
import dev.halfspeed.search.observation.Rounding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each commit gave on each machine that shows the regression, as one typical value, and how
 * well shapes of the loss explain these. The values of a machine stand around a level of its own;
 * outliers count little, since the values' noise is taken for a Student's t distribution with four
 * degrees of freedom.
 */
final class LevelTable {
  private static final double FREEDOM = 4;
  private static final int ROUNDS = 6;

  /** Far from overflow, however far the next value lies out. */
  private static final double LARGE = 1e200;

  /** From the median distance to a standard deviation, for a normal distribution. */
  private static final double NORMAL = 1.4826;

  /** With fewer boots of one commit on one machine than that, all of them, the noise is a guess. */
  private static final int LEAST_PAIRS = 6;

  /**
   * The noise may be so many times what repeated boots say: few of them say little, and one that is
   * taken for too small makes any shape look certain.
   */
  private static final double[] SCALES = {0.7, 1, 1.5, 2.2, 3.3};

  /** Luck of a commit's image beside the noise of its boots, in standard deviations of that. */
  private static final double[] LUCKS = {0, 0.5, 1, 2, 4, 8};

  private final List<Unit> units = new ArrayList<>();
  private final double[] values;
  private final int[] machineOf;
  private final Map<List<Double>, Spread> spreads = new HashMap<>();
  private final int machines;
  private final double noise;

  /** Distances of repeated boots from what is typical of them, each for one degree of freedom. */
  private final double[] repeats;

  private final int freedom;

  /**
   * Boots of one commit on one machine.
   *
   * @param stand the candidate, or {@link Ancestry#GOOD}
   * @param value their mean, their median where they are three or more
   */
  record Unit(int stand, int machine, int boots, double value) {}

  /**
   * How well a shape explains the values.
   *
   * @param log the log likelihood, the levels and the size of each column fitted
   * @param luck standard deviation of what is left between commits, on the log scale
   * @param levels of the machines
   * @param sizes of the columns: how much each changes the metric where it is 1
   * @param errors standard errors of the sizes
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, read only, and never compared
  record ShapeFit(double log, double luck, double[] levels, double[] sizes, double[] errors) {}

  /**
   * Sorts the boots.
   *
   * @param shows whether the regression shows on a machine
   */
  LevelTable(Observations observations, boolean[] shows) {
    machines = observations.machines();
    var byCommit = new TreeMap<Integer, List<List<Double>>>();
    for (Observations.Boot boot : observations.boots()) {
      if (shows[boot.machine()]) {
        byCommit
            .computeIfAbsent(
                observations.standOf(boot.image()),
                ignored -> {
                  var each = new ArrayList<List<Double>>();
                  for (int machine = 0; machine < machines; machine++) {
                    each.add(new ArrayList<>());
                  }
                  return each;
                })
            .get(boot.machine())
            .add(boot.value());
      }
    }
    var distances = new ArrayList<Double>();
    byCommit.forEach((stand, byMachine) -> {
      for (int machine = 0; machine < machines; machine++) {
        double[] own = byMachine.get(machine).stream().mapToDouble(each -> each).sorted().toArray();
        if (own.length > 0) {
          double typical =
              own.length > 2 ? own[own.length / 2] : Arrays.stream(own).average().orElseThrow();
          units.add(new Unit(stand, machine, own.length, typical));
          double part = Math.sqrt(own.length / Math.max(1.0, own.length - 1));
          for (double value : own) {
            if (own.length > 1) {
              distances.add(part * Math.abs(value - typical));
            }
          }
        }
      }
    });
    distances.sort(Double::compare);
    noise =
        distances.size() < LEAST_PAIRS
            ? Double.NaN
            : Math.max(
                Math.max(1e-6, Rounding.noise(observations.step())),
                NORMAL * distances.get(distances.size() / 2));
    this.values = units.stream().mapToDouble(Unit::value).toArray();
    machineOf = units.stream().mapToInt(Unit::machine).toArray();
    repeats = distances.stream().mapToDouble(each -> each).toArray();
    freedom = units.stream().mapToInt(unit -> unit.boots() - 1).sum();
  }

  /** Whether the noise of a boot is known from boots of the same commit on the same machine. */
  boolean isNoiseKnown() {
    return !Double.isNaN(noise);
  }

  List<Unit> units() {
    return units;
  }

  /** The commits that were measured, in their order, without the good end. */
  int[] stands() {
    return units.stream()
        .mapToInt(Unit::stand)
        .filter(stand -> stand != Ancestry.GOOD)
        .distinct()
        .sorted()
        .toArray();
  }

  /**
   * The best fit of a shape over all amounts of luck and of noise.
   *
   * @param columns for each part of the shape, how much of it each unit has, from 0 to 1
   */
  ShapeFit fit(List<double[]> columns) {
    ShapeFit best = fitWithoutLuck(columns);
    for (double scale : SCALES) {
      for (double luck : LUCKS) {
        ShapeFit other = fit(columns, scale * noise, luck * scale * noise, ROUNDS);
        best = other.log() > best.log() ? other : best;
      }
    }
    return best;
  }

  /** The fit without any luck, the noise what repeated boots say. */
  ShapeFit fitWithoutLuck(List<double[]> columns) {
    return fit(columns, noise, 0, ROUNDS);
  }

  /** A cheap approximation: one round of reweighting, at that luck. */
  ShapeFit glance(List<double[]> columns, double luck) {
    return fit(columns, noise, luck, 1);
  }

  /**
   * A noise of boots with a luck of commits, and what follows from it whatever the shape.
   *
   * @param variances of the units' values
   * @param height sum of the logarithms of their densities' heights, and of the repeated boots'
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, read only, and never compared
  private record Spread(double boots, double luck, double[] variances, double height) {}

  private Spread spread(double boots, double luck) {
    return spreads.computeIfAbsent(
        List.of(boots, luck),
        ignored -> {
          double[] variances = new double[values.length];
          double height = logOfRepeats(boots * boots);
          for (int index = 0; index < variances.length; index++) {
            variances[index] = boots * boots / units.get(index).boots() + luck * luck;
            height -= Math.log(variances[index]) / 2;
          }
          return new Spread(boots, luck, variances, height);
        });
  }

  private ShapeFit fit(List<double[]> columns, double boots, double luck, int rounds) {
    double[][] shape = columns.toArray(double[][]::new);
    int size = machines + shape.length;
    Spread spread = spread(boots, luck);
    double[] variances = spread.variances();
    double[] weights = new double[variances.length];
    for (int index = 0; index < weights.length; index++) {
      weights[index] = 1 / variances[index];
    }
    double[] solution = new double[size];
    double[][] covariance = new double[size][size];
    for (int round = 0; round < rounds; round++) {
      double[] right = new double[size];
      var solver = new SymmetricSolver(equations(shape, weights, right));
      solution = solver.solve(right);
      if (round == rounds - 1) {
        covariance = rounds > 1 ? solver.inverse() : covariance;
        break;
      }
      for (int index = 0; index < weights.length; index++) {
        double rest = rest(shape, solution, index);
        weights[index] = (FREEDOM + 1) / (FREEDOM * variances[index] + rest * rest);
      }
    }
    double log = spread.height();
    // The logarithm of a product is had for the price of one.
    double product = 1;
    for (int index = 0; index < weights.length; index++) {
      double rest = rest(shape, solution, index);
      product *= 1 + rest * rest / (FREEDOM * variances[index]);
      if (product > LARGE || index == weights.length - 1) {
        log -= (FREEDOM + 1) / 2 * Math.log(product);
        product = 1;
      }
    }
    double[] errors = new double[shape.length];
    for (int column = 0; column < errors.length; column++) {
      errors[column] = Math.sqrt(covariance[machines + column][machines + column]);
    }
    return new ShapeFit(
        log,
        luck,
        Arrays.copyOf(solution, machines),
        Arrays.copyOfRange(solution, machines, size),
        errors);
  }

  /** Of as many as have a degree of freedom: two boots have one difference. */
  private double logOfRepeats(double variance) {
    double log = 0;
    for (double distance : repeats) {
      log += logShape(distance, variance) - Math.log(variance) / 2;
    }
    return log * freedom / Math.max(1, repeats.length);
  }

  /** Log density of Student's t less that of its height. */
  private static double logShape(double rest, double variance) {
    return -(FREEDOM + 1) / 2 * Math.log1p(rest * rest / (FREEDOM * variance));
  }

  /** The weighted normal equations: returns their matrix, and fills their right side. */
  private double[][] equations(double[][] columns, double[] weights, double[] right) {
    int size = right.length;
    double[][] matrix = new double[size][size];
    for (int index = 0; index < weights.length; index++) {
      double weight = weights[index];
      double weighted = weight * values[index];
      int machine = machineOf[index];
      matrix[machine][machine] += weight;
      right[machine] += weighted;
      for (int one = 0; one < columns.length; one++) {
        double part = columns[one][index];
        if (part != 0) {
          right[machines + one] += part * weighted;
          matrix[machines + one][machine] += part * weight;
          for (int other = 0; other <= one; other++) {
            matrix[machines + one][machines + other] += part * weight * columns[other][index];
          }
        }
      }
    }
    for (int one = 0; one < size; one++) {
      // A machine that measured nothing, or a column that is the same everywhere, says nothing.
      matrix[one][one] += 1e-6;
    }
    return matrix;
  }

  private double rest(double[][] columns, double[] solution, int index) {
    double rest = values[index] - solution[machineOf[index]];
    for (int column = 0; column < columns.length; column++) {
      rest -= solution[machines + column] * columns[column][index];
    }
    return rest;
  }
}

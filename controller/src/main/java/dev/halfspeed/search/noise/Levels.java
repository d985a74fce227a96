package dev.halfspeed.search.noise;

import dev.halfspeed.search.observation.Observations;
import java.util.List;
import java.util.OptionalInt;

/**
 * The unknown levels of the metric: one for each machine, or, where a drift is thought possible,
 * one for each stretch of boots on a machine, or, where the regime has changed, one before and one
 * after that; and the steps of culprits that are known already. Each is a column of the linear
 * model.
 */
public final class Levels {
  /** Boots of a machine during which its level is taken for constant. */
  public static final int STRETCH = 8;

  /** Standard deviation of the level of all machines about the mean value: says nothing. */
  public static final double VAGUE = 2;

  /** Standard deviation of a known culprit's step, about 0: says nothing either. */
  static final double VAGUE_STEP = 0.5;

  /** Standard deviation of what a change of regime does to a level: up to some times its value. */
  public static final double CHANGE = 1;

  /**
   * How much that differs between machines that change together, in standard deviations of a boot.
   */
  private static final double ALIKE = 0.3;

  private final int[] firstOfMachine;
  private final int levels;
  private final boolean stretches;
  private final Regimes regimes;
  private final List<Integer> steps;

  /**
   * The columns for what was seen.
   *
   * @param stretches whether a machine may drift
   * @param regimes where the regime of each machine has changed; there no machine drifts
   * @param steps culprits that are known already
   */
  Levels(Observations observations, boolean stretches, Regimes regimes, List<Integer> steps) {
    this.stretches = stretches;
    this.regimes = regimes;
    this.steps = List.copyOf(steps);
    int machines = observations.machines();
    firstOfMachine = new int[machines + 1];
    for (int machine = 0; machine < machines; machine++) {
      int count =
          stretches
              ? Math.max(1, (observations.turns(machine) - 1) / STRETCH + 1)
              : regimes.changes(machine) ? 2 : 1;
      firstOfMachine[machine + 1] = firstOfMachine[machine] + count;
    }
    levels = firstOfMachine[machines];
  }

  /** Columns of levels. */
  public int levels() {
    return levels;
  }

  /** All columns, those of known steps last. */
  public int columns() {
    return levels + steps.size();
  }

  /** The turn with which a machine's new regime begins, where it has one. */
  public OptionalInt changeOf(int machine) {
    return stretches ? OptionalInt.empty() : regimes.changeOf(machine);
  }

  /** The column of a boot's level. */
  int of(Observations.Boot boot) {
    return of(boot.machine(), boot.turn());
  }

  /** The column of a machine's level after so many boots there. */
  public int of(int machine, int turn) {
    int first = firstOfMachine[machine];
    if (stretches) {
      return Math.min(first + turn / STRETCH, firstOfMachine[machine + 1] - 1);
    }
    return regimes.isAfter(machine, turn) ? first + 1 : first;
  }

  /** The culprits that are known already. */
  List<Integer> steps() {
    return steps;
  }

  /** Covariance of all columns before anything was measured. */
  double[][] prior(NoiseScale scale, double vagueness) {
    double[][] covariance = new double[columns()][columns()];
    for (int row = 0; row < levels; row++) {
      for (int column = 0; column < levels; column++) {
        covariance[row][column] = vagueness * vagueness;
      }
    }
    for (int machine = 0; machine + 1 < firstOfMachine.length; machine++) {
      int first = firstOfMachine[machine];
      for (int row = first; row < firstOfMachine[machine + 1]; row++) {
        for (int column = first; column < firstOfMachine[machine + 1]; column++) {
          covariance[row][column] +=
              scale.spread() * scale.spread()
                  + scale.drift() * scale.drift() * (Math.min(row, column) - first);
        }
      }
    }
    for (int machine = 0; machine + 1 < firstOfMachine.length && !stretches; machine++) {
      if (regimes.changes(machine)) {
        int after = firstOfMachine[machine] + 1;
        covariance[after][after] += CHANGE * CHANGE;
        if (regimes.isOfAll()) {
          // As much on all machines, but to the last digit on none.
          double alike = ALIKE * scale.boot();
          covariance[after][after] += alike * alike;
        }
        for (int other = 0; other < machine && regimes.isOfAll(); other++) {
          covariance[after][firstOfMachine[other] + 1] += CHANGE * CHANGE;
          covariance[firstOfMachine[other] + 1][after] += CHANGE * CHANGE;
        }
      }
    }
    for (int step = levels; step < columns(); step++) {
      covariance[step][step] = VAGUE_STEP * VAGUE_STEP;
    }
    return covariance;
  }
}

package dev.halfspeed.search.posterior;

import dev.halfspeed.search.noise.Levels;
import dev.halfspeed.search.noise.NormalEquations;
import dev.halfspeed.search.observation.Observations;
import java.util.Locale;
import java.util.Optional;

/** What is believed of the machines' levels, at the noise scale that fits best. */
public final class LevelBelief {
  /** Posterior probability of a drift from which it is spoken of. */
  private static final double DRIFTS_FOR_CERTAIN = 0.9;

  /** A shift that is worth speaking of, in standard deviations of a boot. */
  private static final double CLEAR_SHIFT = 2;

  private final Observations observations;
  private final NoiseBelief noise;

  LevelBelief(Observations observations, NoiseBelief noise) {
    this.observations = observations;
    this.noise = noise;
  }

  /**
   * Variance of the level half-way between good and bad on a machine.
   *
   * @param effect what is believed of their difference
   */
  double midVariance(int machine, EffectBelief effect) {
    WeightedScale best = noise.best();
    NormalEquations.Fit fit = best.fit();
    if (fit.s() <= 1e-6) {
      return 0;
    }
    double variance;
    double slope = 0.5;
    if (machine < observations.machines()) {
      int column = now(machine, best);
      variance = variance(column, fit);
      slope -= fit.shifts()[column];
    } else {
      // A machine that has not measured: the others tell its level up to their spread.
      variance =
          Math.min(best.scale().spread() * best.scale().spread(), effect.size() * effect.size());
    }
    double repeat = Double.isInfinite(effect.repeatDeviation()) ? 0 : effect.repeatDeviation();
    return variance + slope * slope * repeat * repeat;
  }

  /** Standard deviation of a machine's level; of one that has not measured, the spread of all. */
  public double deviation(int machine) {
    WeightedScale best = noise.best();
    if (machine < observations.machines() && observations.turns(machine) > 0) {
      return Math.sqrt(Math.max(0, variance(now(machine, best), best.fit())));
    }
    return observations.machines() > 1 ? best.scale().spread() : 0;
  }

  private static int now(int machine, WeightedScale scale) {
    return scale.model().levels().of(machine, Integer.MAX_VALUE - Levels.STRETCH);
  }

  private static double variance(int column, NormalEquations.Fit fit) {
    double[] unit = new double[fit.levels().length];
    unit[column] = 1;
    return fit.solver().solve(unit)[column];
  }

  /** The level of the bad end on a machine, now, if the effect has that size. */
  public double ofBadEnd(int machine, double effect) {
    WeightedScale best = noise.best();
    Levels levels = best.model().levels();
    double level =
        best.fit().level(now(machine, best), effect)
            + (machine == best.scale().lacking() ? 0 : effect);
    for (int step = levels.levels(); step < levels.columns(); step++) {
      level += best.fit().level(step, effect);
    }
    return level;
  }

  /** In words, how far levels have moved with time; empty where they have not for certain. */
  public Optional<String> shift() {
    if (noise.moving() < DRIFTS_FOR_CERTAIN) {
      return Optional.empty();
    }
    WeightedScale best = noise.best();
    double most = 0;
    int where = 0;
    for (int machine = 0; machine < observations.machines(); machine++) {
      int last = now(machine, best);
      for (int from = best.model().levels().of(machine, 0); from <= last; from++) {
        double moved = best.fit().levels()[last] - best.fit().levels()[from];
        if (Math.abs(moved) > Math.abs(most)) {
          most = moved;
          where = machine;
        }
      }
    }
    return Math.abs(most) < CLEAR_SHIFT * noise.typical()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the metric moved with time, not with the commit: by %.1f %% on machine %d while"
                    + " it was measured, on both ends alike",
                100 * Math.abs(Math.expm1(most)),
                where));
  }
}

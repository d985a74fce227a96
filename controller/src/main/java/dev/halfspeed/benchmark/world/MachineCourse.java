package dev.halfspeed.benchmark.world;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What befalls a machine's boots one after the other, whatever they boot: noise that neighbours
 * share, and bursts of other work. Belongs to one bisection; not safe for several threads.
 */
public final class MachineCourse {
  private static final int LONGEST_BURST = 5;
  private static final double MEAN_BURST = (1 + LONGEST_BURST) / 2.0;

  private final Scenario.Disturbance disturbance;
  private final SplittableRandom correlated;
  private final SplittableRandom bursts;
  private final List<Double> noise = new ArrayList<>();
  private final List<Double> slowdowns = new ArrayList<>();
  private int left;
  private double now;

  public MachineCourse(Scenario.Disturbance disturbance, long seed, int machine) {
    this.disturbance = disturbance;
    correlated = Draw.of(seed, Draw.Kind.CORRELATED, machine);
    bursts = Draw.of(seed, Draw.Kind.BURST, machine);
  }

  /** The noise of a machine's boot number so and so, from 0; standard normal, AR(1). */
  public double noise(int turn) {
    double keeps = disturbance.correlation();
    while (noise.size() <= turn) {
      double fresh = correlated.nextGaussian();
      noise.add(
          noise.isEmpty() ? fresh : keeps * noise.getLast() + Math.sqrt(1 - keeps * keeps) * fresh);
    }
    return noise.get(turn);
  }

  /** How much other work slows a boot down, on the log scale; 0 where none runs. */
  public double slowdown(int turn) {
    if (disturbance.bursts() <= 0) {
      return 0;
    }
    // So that bursts of the mean length fill their part of the boots.
    double begins = disturbance.bursts() / ((1 - disturbance.bursts()) * MEAN_BURST);
    while (slowdowns.size() <= turn) {
      if (left == 0 && bursts.nextDouble() < begins) {
        left = bursts.nextInt(1, LONGEST_BURST + 1);
        now = -Math.log1p(-bursts.nextDouble(0.1, 0.6));
      }
      slowdowns.add(left > 0 ? now : 0);
      left = Math.max(0, left - 1);
    }
    return slowdowns.get(turn);
  }
}

package dev.halfspeed.health;

import java.util.List;

/** Whether a machine is what it was when it was checked. */
public final class Drift {
  /** Of one look at a machine that is as it was, for normal noise. */
  public static final double FALSE_ALARM = 0.001;

  private Drift() {}

  /**
   * Compares boots of the known-good image with those of an earlier check.
   *
   * @param now each with the logarithms of its runs, at least one
   */
  public static Comparison of(Noise before, List<List<Double>> now) {
    return Comparison.with(before, Noise.values(now));
  }

  /** Whether that is more than the machine's noise explains. */
  public static boolean isShown(Comparison comparison) {
    return comparison.chance() < FALSE_ALARM;
  }
}

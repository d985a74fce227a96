package dev.halfspeed.health;

import java.util.ArrayList;
import java.util.List;

/**
 * The A/A comparison: boots of one image, taken as if they were of two. Any difference is the
 * machine's own.
 *
 * @param alternate every second boot against the others: what comes and goes
 * @param halves the later boots against the earlier: what grows or fades while it is checked
 */
public record AaTest(Comparison alternate, Comparison halves) {
  /** Of either comparison on an even machine; one of them is wrong twice as often. */
  public static final double FALSE_ALARM = 0.005;

  /** Fewer boots can't be compared. */
  public static final int LEAST_BOOTS = 4;

  /**
   * Compares.
   *
   * @param boots in their order, each with the logarithms of its runs
   * @throws IllegalArgumentException for fewer than four boots
   */
  public static AaTest of(List<List<Double>> boots) {
    if (boots.size() < LEAST_BOOTS) {
      throw new IllegalArgumentException("an A/A comparison takes four boots or more");
    }
    List<Double> values = Noise.values(boots);
    var odd = new ArrayList<Double>();
    var even = new ArrayList<Double>();
    for (int boot = 0; boot < values.size(); boot++) {
      (boot % 2 == 0 ? odd : even).add(values.get(boot));
    }
    int half = values.size() / 2;
    return new AaTest(
        Comparison.pooled(odd, even),
        Comparison.pooled(values.subList(0, half), values.subList(half, values.size())));
  }

  /** Whether every second boot differs from the others. */
  public boolean alternates() {
    return alternate.chance() < FALSE_ALARM;
  }

  /** Whether the later half differs from the earlier. */
  public boolean moves() {
    return halves.chance() < FALSE_ALARM;
  }
}

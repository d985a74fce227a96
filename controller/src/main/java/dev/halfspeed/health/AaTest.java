package dev.halfspeed.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    int half = values.size() / 2;
    return new AaTest(
        alternate(values, 0),
        Comparison.pooled(values.subList(0, half), values.subList(half, values.size())));
  }

  /**
   * Compares fresh boots: those with a second number with those with a first, and all of them with
   * the earlier half of the boots before, from which the later half seemed to differ.
   *
   * @param before the boots that were compared first
   * @param fresh those made after them, as many
   */
  private static AaTest again(List<List<Double>> before, List<List<Double>> fresh) {
    List<Double> values = Noise.values(fresh);
    return new AaTest(
        alternate(values, before.size()),
        Comparison.pooled(Noise.values(before.subList(0, before.size() / 2)), values));
  }

  private static Comparison alternate(List<Double> values, int before) {
    var odd = new ArrayList<Double>();
    var even = new ArrayList<Double>();
    for (int boot = 0; boot < values.size(); boot++) {
      ((before + boot) % 2 == 0 ? odd : even).add(values.get(boot));
    }
    return Comparison.pooled(odd, even);
  }

  /** Whether either comparison shows a difference. */
  public boolean differs() {
    return alternates() || moves();
  }

  /**
   * What fresh boots showed again.
   *
   * @param fresh the comparisons of the fresh boots
   * @param moves whether it is the later boots that differ, not every second one
   */
  public record Repeat(AaTest fresh, boolean moves) {
    /** The comparison that showed it. */
    public Comparison shown() {
      return moves ? fresh.halves : fresh.alternate;
    }
  }

  /**
   * What these comparisons showed and fresh boots show again, in the same direction. One comparison
   * in two hundred is wrong by chance, and a healthy machine is not put out of use for that: the
   * same chance twice is one in 80,000 where every second boot differs; where the later half does,
   * one in some 1,500, since the earlier half is part of both comparisons.
   *
   * @param before the boots that this was made of
   * @param boots as many, made after them
   * @return empty where they do not show it
   */
  public Optional<Repeat> repeat(List<List<Double>> before, List<List<Double>> boots) {
    AaTest fresh = again(before, boots);
    if (moves() && fresh.moves() && isAlike(halves, fresh.halves)) {
      return Optional.of(new Repeat(fresh, true));
    }
    return alternates() && fresh.alternates() && isAlike(alternate, fresh.alternate)
        ? Optional.of(new Repeat(fresh, false))
        : Optional.empty();
  }

  private static boolean isAlike(Comparison one, Comparison other) {
    return one.difference() * other.difference() > 0;
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

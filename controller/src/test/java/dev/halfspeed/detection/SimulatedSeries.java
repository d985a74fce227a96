package dev.halfspeed.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * A series as a watch would measure it, with what is true of it. Each point is four boots of one
 * block on one machine, two of the pinned reference and two of a new kernel. On the log scale a
 * boot is the kernel's level plus what the machine does in that block plus the boot's own noise.
 *
 * @param series the points
 * @param changes positions at which the level of the kernels changed
 * @param isSlope whether the level falls with each point after the first change
 * @param levels of each point's kernel against the reference, as built
 */
record SimulatedSeries(Series series, List<Integer> changes, boolean isSlope, List<Double> levels) {
  /** The standard deviation between boots: 1 %. */
  static final double SIGMA = 0.01;

  /** The kinds of series. */
  enum Kind {
    NOTHING("nothing"),
    STEP_HALF("step 0.5 %"),
    STEP_1("step 1 %"),
    STEP_2("step 2 % (two sigmas)"),
    STEP_5("step 5 %"),
    STEP_20("step 20 %"),
    DRIFT("machine drifts"),
    DRIFT_STEP("machine drifts, step 2 %"),
    CREEP("kernels get slower by 0.05 % each"),
    SPIKES("3 % of boots far slower"),
    SPIKES_STEP("that, step 2 %"),
    INTERVAL("8 points slower by 4 %"),
    VARIANCE("noise three times as large from then on"),
    BIMODAL("15 % of boots in a mode 5 % slower"),
    BIMODAL_STEP("that, step 5 %"),
    EXCHANGED("machine exchanged, 10 % slower"),
    EXCHANGED_STEP("that, step 2 % elsewhere"),
    IMAGES("images differ by 0.7 %"),
    HEAVY("heavy tails (Student's t, 3)");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  @SuppressWarnings("EnumOrdinal") // Part of a seed, so that kinds are drawn apart.
  static SimulatedSeries of(Kind kind, long seed, int points) {
    return new Maker(kind, new SplittableRandom(seed * 31 + kind.ordinal()), points).make();
  }

  /**
   * What boots of a kind add to the level of their kernel, one after the other.
   *
   * @param isAfter whether what changes in such a series has changed
   */
  static DoubleSupplier boots(Kind kind, long seed, boolean isAfter) {
    var maker = new Maker(kind, new SplittableRandom(seed), 8);
    maker.noise = kind == Kind.VARIANCE && isAfter ? 3 * SIGMA : SIGMA;
    return maker::boot;
  }

  private static final class Maker {
    private final Kind kind;
    private final SplittableRandom random;
    private final int points;
    private final int change;
    private final int exchange;
    private double noise = SIGMA;

    Maker(Kind kind, SplittableRandom random, int points) {
      this.kind = kind;
      this.random = random;
      this.points = points;
      change = random.nextInt(points / 4, points * 3 / 4);
      exchange =
          kind == Kind.EXCHANGED_STEP
              ? (change + points / 4 + random.nextInt(points / 4)) % (points * 9 / 10)
              : change;
    }

    SimulatedSeries make() {
      var made = new ArrayList<SeriesPoint>();
      var levels = new ArrayList<Double>();
      double machine = 0;
      double sign = random.nextBoolean() ? 1 : -1;
      for (int point = 0; point < points; point++) {
        boolean isAfter = point >= change;
        if (kind == Kind.DRIFT || kind == Kind.DRIFT_STEP) {
          machine += 0.3 * SIGMA * random.nextGaussian();
        }
        boolean isExchanged =
            (kind == Kind.EXCHANGED || kind == Kind.EXCHANGED_STEP) && point >= exchange;
        if (kind == Kind.VARIANCE && isAfter) {
          noise = 3 * SIGMA;
        }
        double level = isAfter ? sign * step(point) : 0;
        double image = kind == Kind.IMAGES ? 0.7 * SIGMA * random.nextGaussian() : 0;
        levels.add(level + image);
        double block = machine + (isExchanged ? Math.log(0.9) : 0);
        double[] old = {block + boot(), block + boot()};
        double[] fresh = {block + level + image + boot(), block + level + image + boot()};
        double ofOld = (old[0] + old[1]) / 2;
        double ofFresh = (fresh[0] + fresh[1]) / 2;
        double variance = (square(old[0] - old[1]) + square(fresh[0] - fresh[1])) / 8;
        made.add(
            new SeriesPoint(
                "v" + point,
                Optional.empty(),
                ofFresh - ofOld,
                OptionalDouble.of(variance),
                4,
                OptionalDouble.of(ofOld)));
      }
      return new SimulatedSeries(
          new Series(kind.text(), Better.HIGHER, made), changes(), kind == Kind.CREEP, levels);
    }

    private List<Integer> changes() {
      return switch (kind) {
        case NOTHING, DRIFT, SPIKES, VARIANCE, BIMODAL, EXCHANGED, IMAGES, HEAVY -> List.of();
        case INTERVAL -> List.of(change, change + 8);
        case STEP_HALF,
            STEP_1,
            STEP_2,
            STEP_5,
            STEP_20,
            DRIFT_STEP,
            CREEP,
            SPIKES_STEP,
            BIMODAL_STEP,
            EXCHANGED_STEP ->
            List.of(change);
      };
    }

    private double step(int point) {
      return switch (kind) {
        case NOTHING, DRIFT, SPIKES, VARIANCE, BIMODAL, EXCHANGED, IMAGES, HEAVY -> 0;
        case STEP_HALF -> SIGMA / 2;
        case STEP_1 -> SIGMA;
        case STEP_2, DRIFT_STEP, SPIKES_STEP, EXCHANGED_STEP -> 2 * SIGMA;
        case STEP_5, BIMODAL_STEP -> 5 * SIGMA;
        case STEP_20 -> 20 * SIGMA;
        case CREEP -> SIGMA / 20 * (point - change + 1);
        case INTERVAL -> point < change + 8 ? 4 * SIGMA : 0;
      };
    }

    /** What a boot adds to the level. */
    private double boot() {
      double usual = noise * random.nextGaussian();
      return switch (kind) {
        case SPIKES, SPIKES_STEP ->
            random.nextInt(100) < 3 ? usual - random.nextDouble(0.05, 0.5) : usual;
        case BIMODAL, BIMODAL_STEP -> random.nextInt(100) < 15 ? usual - 5 * SIGMA : usual;
        case HEAVY -> {
          double chi = 0;
          for (int degree = 0; degree < 3; degree++) {
            chi += square(random.nextGaussian());
          }
          // Student's t with 3 degrees has the variance 3.
          yield usual / Math.sqrt(chi / 3) / Math.sqrt(3);
        }
        case NOTHING,
            STEP_HALF,
            STEP_1,
            STEP_2,
            STEP_5,
            STEP_20,
            DRIFT,
            DRIFT_STEP,
            CREEP,
            INTERVAL,
            VARIANCE,
            EXCHANGED,
            EXCHANGED_STEP,
            IMAGES ->
            usual;
      };
    }

    private static double square(double value) {
      return value * value;
    }
  }
}

package dev.halfspeed.search;

import java.util.Arrays;

/**
 * The ways the noise may be, as points of a grid: neighbours differ in one thing by one step.
 *
 * <p>Layout, spread and drift are counted in units of the noise between boots.
 */
final class NoiseGrid {
  private static final double SMALLEST = 0.0002;
  private static final double RATIO = Math.pow(10, 0.1);

  /**
   * Up to a standard deviation of 1, where the metric is e times more or less from boot to boot.
   */
  static final int STEPS = 38;

  private static final double[] LAYOUTS = {0, 0.5, 1, 2, 5};
  private static final double[] LAYOUT_WEIGHTS = {0.7, 0.16, 0.08, 0.04, 0.02};

  /** Where other layouts are built, their luck is soon seen, and expecting it costs less. */
  private static final double[] LAYOUT_WEIGHTS_WHERE_SEEN = {0.2, 0.45, 0.22, 0.09, 0.04};

  /** Layouts move a kernel benchmark by so much at most, unless boots differ by more anyway. */
  private static final double LARGEST_LAYOUT = 0.04;

  private static final double[] SPREADS = {0.1, 1, 5, 25, Double.POSITIVE_INFINITY};
  private static final double[] SPREAD_WEIGHTS = {0.25, 0.25, 0.25, 0.25, 0.25};

  /**
   * Spread of machines that have nothing in common: where the noise is small, as with a clock that
   * counts instructions, two kinds of processors are hundreds of noises apart.
   */
  private static final double STRANGERS = 1;

  private static final double[] DRIFTS = {0, 0.5, 2, 8};
  private static final double[] DRIFT_WEIGHTS = {0.97, 0.01, 0.01, 0.01};

  /** Chance that a machine of several does not show the regression. */
  private static final double LACKING = 0.03;

  private static final double LOG_LACKING = Math.log(LACKING);
  private static final double LOG_NOT_LACKING = Math.log1p(-LACKING);
  private static final double[] LOG_SPREAD_WEIGHTS = logs(SPREAD_WEIGHTS);
  private static final double[] LOG_DRIFT_WEIGHTS = logs(DRIFT_WEIGHTS);
  private static final double[] LOG_LAYOUT_WEIGHTS = logs(LAYOUT_WEIGHTS);
  private static final double[] LOG_LAYOUT_WEIGHTS_WHERE_SEEN = logs(LAYOUT_WEIGHTS_WHERE_SEEN);

  private final double run;
  private final int machines;
  private final boolean drifts;
  private final double[] logLayoutWeights;

  /**
   * A place on the grid.
   *
   * @param lacking a machine, or {@link NoiseScale#NO_MACHINE}
   */
  record Place(int boot, int layout, int spread, int drift, int lacking) {}

  /**
   * The grid for what was seen.
   *
   * @param run standard deviation between runs, which the runs of each boot tell by themselves, and
   *     at least what the rounding of values brings in
   * @param machines how many machines have measured
   * @param drifts whether a machine has measured long enough for a drift to show
   * @param layouts whether one kernel was built in several layouts
   */
  NoiseGrid(double run, int machines, boolean drifts, boolean layouts) {
    this.run = run;
    this.machines = machines;
    this.drifts = drifts;
    logLayoutWeights = layouts ? LOG_LAYOUT_WEIGHTS_WHERE_SEEN : LOG_LAYOUT_WEIGHTS;
  }

  private static double[] logs(double[] weights) {
    return Arrays.stream(weights).map(Math::log).toArray();
  }

  /** The usual noise of this size: same machines, no layout, no drift. */
  Place near(double boot) {
    int step = (int) Math.round(Math.log(Math.max(boot, SMALLEST) / SMALLEST) / Math.log(RATIO));
    return new Place(
        Math.clamp(step, 0, STEPS - 1), 0, machines > 1 ? 1 : 0, 0, NoiseScale.NO_MACHINE);
  }

  /** The same for machines that have nothing in common. */
  Place strangers(Place place) {
    return new Place(
        place.boot(), place.layout(), SPREADS.length - 1, place.drift(), place.lacking());
  }

  boolean contains(Place place) {
    return place.boot() >= 0
        && place.boot() < STEPS
        && place.layout() >= 0
        && place.layout() < LAYOUTS.length
        && (place.layout() <= 1 || boot(place) * LAYOUTS[place.layout()] <= LARGEST_LAYOUT)
        && place.spread() >= 0
        && place.spread() < (machines > 1 ? SPREADS.length : 1)
        && place.drift() >= 0
        && place.drift() < (drifts ? DRIFTS.length : 1)
        && place.lacking() < (machines > 1 ? machines : 0);
  }

  private static double boot(Place place) {
    return SMALLEST * Math.pow(RATIO, place.boot());
  }

  NoiseScale at(Place place) {
    double boot = boot(place);
    double prior = logLayoutWeights[place.layout()] + LOG_DRIFT_WEIGHTS[place.drift()];
    if (machines > 1) {
      prior += LOG_SPREAD_WEIGHTS[place.spread()];
      prior +=
          place.lacking() == NoiseScale.NO_MACHINE
              ? machines * LOG_NOT_LACKING
              : LOG_LACKING + (machines - 1) * LOG_NOT_LACKING;
    }
    return new NoiseScale(
        boot,
        boot * LAYOUTS[place.layout()],
        run,
        Math.min(boot * SPREADS[place.spread()], Math.max(STRANGERS, boot)),
        boot * DRIFTS[place.drift()],
        place.lacking(),
        prior);
  }
}

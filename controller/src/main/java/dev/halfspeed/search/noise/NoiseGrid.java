package dev.halfspeed.search.noise;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ways the noise may be, as points of a grid: neighbours differ in one thing by one step.
 *
 * <p>Layout, spread and drift are counted in units of the noise between boots, which is the root of
 * its mean square over both sides.
 */
public final class NoiseGrid {
  private static final double SMALLEST = 0.0002;
  private static final double RATIO = Math.pow(10, 0.1);

  /**
   * Up to a standard deviation of 1, where the metric is e times more or less from boot to boot.
   */
  public static final int STEPS = 38;

  /**
   * Of the step of rounded values, the least noise: a smaller one shows as seldom, and many such
   * places together would make it certain that there is none.
   */
  private static final double LEAST_OF_STEP = 0.1;

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

  /** Noise of boots with the regression, as a factor of those without; steps from the middle. */
  private static final double[] SLOW_SIDES = {0.5, 1, 2};

  private static final double[] SLOW_SIDE_WEIGHTS = {0.05, 0.9, 0.05};
  private static final int ALIKE = 1;

  /** Part of the boots that are outliers: usually, and on a machine that has other work to do. */
  private static final double[] OUTLIERS = {BootNoise.OUTLIERS, 0.12};

  private static final double[] OUTLIER_WEIGHTS = {0.95, 0.05};

  /** Chance that a regime changes while a bisection runs, before it is asked when. */
  private static final double LOG_CHANGE = Math.log(0.02);

  /** Chance that a machine of several does not show the regression. */
  private static final double LACKING = 0.03;

  private static final double LOG_LACKING = Math.log(LACKING);
  private static final double LOG_NOT_LACKING = Math.log1p(-LACKING);
  private static final double[] LOG_SPREAD_WEIGHTS = logs(SPREAD_WEIGHTS);
  private static final double[] LOG_DRIFT_WEIGHTS = logs(DRIFT_WEIGHTS);
  private static final double[] LOG_LAYOUT_WEIGHTS = logs(LAYOUT_WEIGHTS);
  private static final double[] LOG_LAYOUT_WEIGHTS_WHERE_SEEN = logs(LAYOUT_WEIGHTS_WHERE_SEEN);

  private static final double[] LOG_SLOW_SIDE_WEIGHTS = logs(SLOW_SIDE_WEIGHTS);
  private static final double[] LOG_OUTLIER_WEIGHTS = logs(OUTLIER_WEIGHTS);

  private final double run;
  private final double step;
  private final int machines;
  private final boolean drifts;
  private final List<Regimes> regimes;
  private final double[] logLayoutWeights;

  /**
   * A place on the grid.
   *
   * @param regime number of a change of regime; 0 for none
   * @param lacking a machine, or {@link NoiseScale#NO_MACHINE}
   */
  public record Place(
      int boot,
      int layout,
      int spread,
      int drift,
      int slowSide,
      int outliers,
      int regime,
      int lacking) {
    // Surveys look places up more often than anything else. What a record has by itself goes
    // through a method handle for each part.
    @Override
    public int hashCode() {
      int hash = ((boot * 8 + layout) * 8 + spread) * 8 + drift;
      return (((hash * 4 + slowSide) * 4 + outliers) * 31 + regime) * 31 + lacking;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Place place
          && boot == place.boot
          && layout == place.layout
          && spread == place.spread
          && drift == place.drift
          && slowSide == place.slowSide
          && outliers == place.outliers
          && regime == place.regime
          && lacking == place.lacking;
    }

    /** Nothing that is rare. */
    public static Place usual(int boot, int layout, int spread) {
      return new Place(boot, layout, spread, 0, ALIKE, 0, 0, NoiseScale.NO_MACHINE);
    }

    /** Whether the sides are not equally noisy, the machine is busy, or a regime has changed. */
    boolean isRare() {
      return slowSide != ALIKE || outliers > 0 || regime > 0;
    }

    Place withBoot(int other) {
      return new Place(other, layout, spread, drift, slowSide, outliers, regime, lacking);
    }

    Place withLayout(int other) {
      return new Place(boot, other, spread, drift, slowSide, outliers, regime, lacking);
    }

    Place withSpread(int other) {
      return new Place(boot, layout, other, drift, slowSide, outliers, regime, lacking);
    }

    Place withDrift(int other) {
      return new Place(boot, layout, spread, other, slowSide, outliers, regime, lacking);
    }

    Place withSlowSide(int other) {
      return new Place(boot, layout, spread, drift, other, outliers, regime, lacking);
    }

    Place withOutliers(int other) {
      return new Place(boot, layout, spread, drift, slowSide, other, regime, lacking);
    }

    Place withRegime(int other) {
      return new Place(boot, layout, spread, drift, slowSide, outliers, other, lacking);
    }

    public Place withLacking(int machine) {
      return new Place(boot, layout, spread, drift, slowSide, outliers, regime, machine);
    }
  }

  /**
   * The grid for what was seen.
   *
   * @param run standard deviation between runs, which the runs of each boot tell by themselves; 0
   *     where no boot has several
   * @param step of the values, on the log scale; 0 where they are fine
   * @param machines how many machines have measured
   * @param drifts whether a machine has measured long enough for a drift to show
   * @param layouts whether one kernel was built in several layouts
   * @param regimes the changes of regime that the values suggest
   */
  public NoiseGrid(
      double run,
      double step,
      int machines,
      boolean drifts,
      boolean layouts,
      List<Regimes> regimes) {
    this.step = step;
    this.regimes = List.copyOf(regimes);
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
    return Place.usual(Math.clamp(step, 0, STEPS - 1), 0, machines > 1 ? 1 : 0);
  }

  /** The same for machines that have nothing in common. */
  Place strangers(Place place) {
    return place.withSpread(SPREADS.length - 1);
  }

  public boolean contains(Place place) {
    return place.boot() >= 0
        && place.boot() < STEPS
        && boot(place) >= LEAST_OF_STEP * step
        && place.layout() >= 0
        && place.layout() < LAYOUTS.length
        && (place.layout() <= 1 || boot(place) * LAYOUTS[place.layout()] <= LARGEST_LAYOUT)
        && place.spread() >= 0
        && place.spread() < (machines > 1 ? SPREADS.length : 1)
        && place.drift() >= 0
        && place.drift() < (drifts ? DRIFTS.length : 1)
        && place.slowSide() >= 0
        && place.slowSide() < SLOW_SIDES.length
        && place.outliers() >= 0
        && place.outliers() < OUTLIERS.length
        && place.regime() >= 0
        && place.regime() <= (place.drift() == 0 ? regimes.size() : 0)
        && place.lacking() < (machines > 1 ? machines : 0);
  }

  /**
   * The place with another side where good boots are about as noisy as here: {@link
   * Place#withSlowSide} has that where both sides together are. Boots tell one of the two, by
   * whether most of them are good, and the walk finds the side from there in one step.
   */
  Place withSlowSideAndGoodNoise(Place place, int other) {
    if (other < 0 || other >= SLOW_SIDES.length) {
      return place.withSlowSide(other);
    }
    double ratio = partOfGood(SLOW_SIDES[place.slowSide()]) / partOfGood(SLOW_SIDES[other]);
    int steps = (int) Math.round(Math.log(ratio) / Math.log(RATIO));
    return place.withSlowSide(other).withBoot(place.boot() + steps);
  }

  /** The noise of good boots, by that over both sides. */
  private static double partOfGood(double slowSide) {
    return 1 / Math.sqrt((1 + slowSide * slowSide) / 2);
  }

  private static double boot(Place place) {
    return SMALLEST * Math.pow(RATIO, place.boot());
  }

  public NoiseScale at(Place place) {
    double boot = boot(place);
    double slowSide = SLOW_SIDES[place.slowSide()];
    double good = partOfGood(slowSide);
    double prior =
        logLayoutWeights[place.layout()]
            + LOG_DRIFT_WEIGHTS[place.drift()]
            + LOG_SLOW_SIDE_WEIGHTS[place.slowSide()]
            + LOG_OUTLIER_WEIGHTS[place.outliers()];
    if (place.regime() > 0) {
      prior += LOG_CHANGE - regimes.get(place.regime() - 1).logChoices();
    }
    if (machines > 1) {
      prior += LOG_SPREAD_WEIGHTS[place.spread()];
      prior +=
          place.lacking() == NoiseScale.NO_MACHINE
              ? machines * LOG_NOT_LACKING
              : LOG_LACKING + (machines - 1) * LOG_NOT_LACKING;
    }
    return new NoiseScale(
        boot * good,
        boot * LAYOUTS[place.layout()],
        run * good,
        step,
        Math.min(boot * SPREADS[place.spread()], Math.max(STRANGERS, boot)),
        boot * DRIFTS[place.drift()],
        slowSide,
        OUTLIERS[place.outliers()],
        place.regime(),
        place.lacking(),
        prior);
  }
}

package dev.halfspeed.search;

import java.util.List;
import java.util.Optional;

/** The boots of both ends: is there a regression, how large is it, how large is the noise. */
final class Calibration {
  /** Boots of each end at least, all machines together. */
  static final int MINIMUM = 2;

  /** The search may start once this little probability is left for there being no regression. */
  private static final double DOUBT = 0.05;

  /** ... and the effect is that many of its standard deviations large. */
  private static final double CLEAR = 3.5;

  /** Boots of each end before a forecast may end the bisection. */
  private static final int BEFORE_GIVING_UP = 6;

  private static final double PART_OF_BUDGET = 0.5;

  private final Posterior posterior;
  private final Observations observations;
  private final Settings settings;
  private final int good;
  private final int bad;

  Calibration(Posterior posterior, Settings settings) {
    this.posterior = posterior;
    this.settings = settings;
    observations = posterior.observations();
    good = observations.bootsOf(new Revision.Good());
    bad = observations.bootsOf(observations.bad());
  }

  /** Whether the ends are known well enough for the search. */
  boolean done() {
    if (Math.min(good, bad) < MINIMUM || clearness() < CLEAR) {
      return false;
    }
    // What is doubted though the ends are clear is their layout: only other images can tell.
    return posterior.none() < DOUBT || (clearness() > 1.5 * CLEAR && posterior.none() < 0.5);
  }

  private double clearness() {
    return posterior.effect().map(Effect::log).orElse(0.0) / -posterior.repeatDeviation();
  }

  /** Boots that each end should have by what is known now. */
  int target() {
    int have = Math.min(good, bad);
    if (have < MINIMUM) {
      return MINIMUM;
    }
    if (done()) {
      return 0;
    }
    double missing = CLEAR / Math.max(clearness(), CLEAR / 2);
    return Math.max(have + 1, (int) Math.min(2.0 * have, Math.ceil(have * missing * missing)));
  }

  /** Boots of calibration that are still to come, about. */
  double left() {
    if (done()) {
      return 0;
    }
    return Math.max(0, 2 * needed() - good - bad);
  }

  /** Boots an end until the effect is clear, at its present estimate. */
  private double needed() {
    double d = posterior.effectSize() / Math.max(posterior.noise(), 1e-6);
    return Math.max(MINIMUM, observations.boots().size() < 4 ? MINIMUM : 2 * CLEAR * CLEAR / d / d);
  }

  /** The end that a boot on this machine should measure next, if any should. */
  Optional<Revision> next(int machine, List<Work> inFlight) {
    Revision goodEnd = new Revision.Good();
    Revision badEnd = observations.bad();
    int goodComing = InFlight.boots(inFlight, goodEnd);
    int badComing = InFlight.boots(inFlight, badEnd);
    int goodHere =
        observations.bootsOf(goodEnd, machine) + InFlight.boots(inFlight, goodEnd, machine);
    int badHere = observations.bootsOf(badEnd, machine) + InFlight.boots(inFlight, badEnd, machine);
    boolean here = Math.min(goodHere, badHere) < 1;
    boolean goodWanted = good + goodComing < target() || goodHere < 1;
    boolean badWanted = bad + badComing < target() || badHere < 1;
    if (!goodWanted && !badWanted) {
      return Optional.empty();
    }
    if (here || goodHere != badHere) {
      return Optional.of(goodHere <= badHere ? goodEnd : badEnd);
    }
    // Both have the same number here: good bad bad good, so that a slow drift cancels out.
    boolean turn = goodHere % 2 == 0;
    return Optional.of(goodWanted && (turn || !badWanted) ? goodEnd : badEnd);
  }

  /** The conclusion that the ends alone justify. */
  Optional<Conclusion> conclusion() {
    if (posterior.cells().size() == 0) {
      return Optional.of(
          new Conclusion.NotReproduced(1, posterior.effect().orElse(new Effect(0, 0, 0))));
    }
    if (Math.min(good, bad) < MINIMUM || posterior.effect().isEmpty()) {
      return Optional.empty();
    }
    Effect effect = posterior.effect().orElseThrow();
    if (posterior.none() >= settings.confidence()) {
      return Optional.of(new Conclusion.NotReproduced(posterior.none(), effect));
    }
    if (done() || Math.min(good, bad) < BEFORE_GIVING_UP) {
      return Optional.empty();
    }
    int left = settings.maximumBoots() - observations.measured();
    double hopeful = Math.max(1e-6, -effect.low());
    boolean hopeless = bootsFor(hopeful) > left;
    boolean tooLong = good + bad > PART_OF_BUDGET * settings.maximumBoots();
    if (!hopeless && !tooLong) {
      return Optional.empty();
    }
    if (posterior.none() >= 0.95) {
      return Optional.of(new Conclusion.NotReproduced(posterior.none(), effect));
    }
    return Optional.of(
        new Conclusion.BelowNoiseFloor(
            effect,
            -Math.expm1(-resolvable(settings.maximumBoots())),
            (int) Math.min(Integer.MAX_VALUE, Math.ceil(bootsFor(posterior.effectSize())))));
  }

  /** Boots of a whole bisection for an effect of that size on the log scale. */
  private double bootsFor(double size) {
    double d = size / posterior.noise();
    return 4 * CLEAR * CLEAR / (d * d)
        + Forecast.searchBoots(posterior, d)
        + Forecast.proofBoots(d);
  }

  private double resolvable(int boots) {
    double low = 0;
    double high = 5;
    for (int step = 0; step < 40; step++) {
      double middle = (low + high) / 2;
      if (bootsFor(middle) > boots) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}

package dev.halfspeed.search.policy;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Work;
import dev.halfspeed.search.observation.Observations;
import dev.halfspeed.search.posterior.InformationTable;
import dev.halfspeed.search.posterior.MetricJudgement;
import dev.halfspeed.search.posterior.PassFailJudgement;
import dev.halfspeed.search.posterior.Posterior;
import java.util.List;
import java.util.Optional;

/** The boots of both ends: is there a regression, how large is it, how large is the noise. */
final class Calibration {
  /** Boots of each end at least, all machines together. */
  static final int MINIMUM = 2;

  /** Boots of each end where the first ones are not as clear as this. */
  private static final int USUAL = 3;

  private static final double PLAIN = 12;

  /** The search may start once the effect is that many of its standard deviations large. */
  private static final double VISIBLE = 3;

  /** Until it is so many, the ends are measured now and then beside the search. */
  private static final double CLEAR = 4.5;

  /** ... namely as long as they are less than one of so many boots. */
  private static final int SHARE = 4;

  /** Boots of each end before a forecast may end the bisection. */
  private static final int BEFORE_GIVING_UP = 6;

  /**
   * No number of boots rules out a change that the layouts of the ends hide. After {@link #SETTLED}
   * boots of each end this probability of no regression is enough.
   */
  private static final double ALL_BUT_CERTAIN = 0.9;

  private static final int SETTLED = 20;

  /**
   * Where no effect that is left could be found with the budget, the ends are called equal if that
   * is as probable.
   */
  static final double PROBABLE = 0.5;

  /** Boots of a machine after which an end is measured there again. */
  private static final int DRIFT_CHECK = 12;

  /** Doubt whether the regression shows on a machine that asks for its ends to be measured. */
  private static final double DOUBTED = 0.08;

  /** What a greedy choice takes above the limit where the noise is known. */
  private static final double GREEDY = 1.15;

  private static final double PART_OF_BUDGET = 0.5;
  private static final double NORMAL_95 = 1.959964;

  private final Posterior posterior;
  private final Observations observations;
  private final Settings settings;
  private final Optional<MetricJudgement> metric;
  private final boolean needed;
  private final boolean first;
  private final int good;
  private final int bad;

  /**
   * Of a search.
   *
   * @param first whether no culprit is proved yet; afterwards the ends are no longer in doubt
   */
  Calibration(Posterior posterior, Settings settings, boolean first) {
    this.first = first;
    this.posterior = posterior;
    this.settings = settings;
    observations = posterior.observations();
    metric = posterior.metric();
    needed = settings.reproducer() instanceof Reproducer.Metric known && known.told().isEmpty();
    good = observations.bootsOf(observations.good());
    bad = observations.bootsOf(observations.bad());
  }

  /**
   * Whether the ends are known well enough for the search. They are not where later boots speak
   * against any regression: only boots of the ends can settle that.
   */
  boolean done() {
    int have = Math.min(good, bad);
    return !needed
        || (have >= MINIMUM
            && clearness() >= (have < USUAL ? PLAIN : VISIBLE)
            && !(first && posterior.none() >= PROBABLE));
  }

  /** Whether both ends have to be measured at all. */
  boolean needed() {
    return needed;
  }

  private double clearness() {
    return metric
        .map(each ->
            each.effect().map(Effect::log).orElse(0.0) / -each.effectBelief().repeatDeviation())
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** Boots that each end should have by what is known now. */
  private int target() {
    int have = Math.min(good, bad);
    if (have < MINIMUM) {
      return MINIMUM;
    }
    if (done()) {
      return 0;
    }
    if (have < USUAL) {
      return USUAL;
    }
    double missing = VISIBLE / Math.max(clearness(), VISIBLE / 2);
    return Math.max(have + 1, (int) Math.min(2.0 * have, Math.ceil(have * missing * missing)));
  }

  /** An end to be booted next on a machine. */
  record Next(Revision end, Purpose purpose, String why) {}

  /** The end that a boot on this machine should measure next, if any should. */
  Optional<Next> next(int machine, List<Work> inFlight) {
    if (!needed) {
      return Optional.empty();
    }
    Revision goodEnd = observations.good();
    Revision badEnd = observations.bad();
    int goodAll = good + InFlight.boots(inFlight, goodEnd);
    int badAll = bad + InFlight.boots(inFlight, badEnd);
    int goodHere =
        observations.bootsOf(goodEnd, machine) + InFlight.boots(inFlight, goodEnd, machine);
    int badHere = observations.bootsOf(badEnd, machine) + InFlight.boots(inFlight, badEnd, machine);
    if (observations.isUntestable(goodEnd) || observations.isUntestable(badEnd)) {
      return Optional.empty();
    }
    int target = target();
    if (goodHere != badHere && (target > 0 || Math.min(goodHere, badHere) == 0)) {
      // Both ends on each machine, so that machines that differ do not blur the difference.
      return Optional.of(calibrating(goodHere < badHere ? goodEnd : badEnd));
    }
    if (pairs(inFlight) < target || (goodHere == 0 && differs(machine))) {
      // Good bad bad good, so that a slow drift cancels out.
      return Optional.of(calibrating(goodHere % 2 == 0 ? goodEnd : badEnd));
    }
    if (target > 0 && inFlight.isEmpty() && Math.min(good, bad) < target) {
      // A machine that has measured one end only may never come back for the other.
      return Optional.of(calibrating(good <= bad ? goodEnd : badEnd));
    }
    int all = observations.measured() + InFlight.boots(inFlight);
    if (done() && clearness() < CLEAR && (goodAll + badAll) * SHARE < all) {
      return Optional.of(
          new Next(
              goodAll <= badAll ? goodEnd : badEnd,
              Purpose.CALIBRATION,
              "an end again: the effect is not clear yet"));
    }
    if (sinceEnd(machine) + InFlight.bootsOn(inFlight, machine) >= DRIFT_CHECK) {
      return Optional.of(
          new Next(
              goodHere <= badHere ? goodEnd : badEnd,
              Purpose.DRIFT,
              "an end again: has the machine drifted"));
    }
    return Optional.empty();
  }

  /**
   * Whether an end's next boot should be one of a new layout: it lessens the variance of the end's
   * level, layouts / images + noise / boots, by more for its time than another boot does.
   *
   * @param images of the end that there are, or are being made
   * @param buildSeconds time for the new layout
   * @param bootSeconds time for a boot
   */
  boolean wantsLayout(Revision end, int images, double buildSeconds, double bootSeconds) {
    double boots = observations.bootsOf(end);
    return metric.isPresent()
        && boots >= MINIMUM
        && metric.orElseThrow().noiseBelief().layoutRatio() / (images * (images + 1)) * bootSeconds
            > buildSeconds / (boots * (boots + 1));
  }

  /** Boots of both ends on one machine that are done, or begun. */
  private int pairs(List<Work> inFlight) {
    int machines = observations.machines();
    for (Work work : inFlight) {
      machines = Math.max(machines, work.machine() + 1);
    }
    int pairs = 0;
    for (int machine = 0; machine < machines; machine++) {
      pairs +=
          Math.max(
              observations.bootsOf(observations.good(), machine)
                  + InFlight.boots(inFlight, observations.good(), machine),
              observations.bootsOf(observations.bad(), machine)
                  + InFlight.boots(inFlight, observations.bad(), machine));
    }
    return pairs;
  }

  private Next calibrating(Revision end) {
    return new Next(
        end,
        Purpose.CALIBRATION,
        (end.equals(observations.good()) ? "good" : "bad") + " end: effect and noise");
  }

  /** Whether a machine's own level, or the effect there, must be found out first. */
  private boolean differs(int machine) {
    return metric
            .map(each ->
                each.levels().deviation(machine) > each.noise()
                    || each.noiseBelief().lacking(machine) > DOUBTED)
            .orElse(false)
        && posterior.observations().measured() >= 2 * MINIMUM;
  }

  /** Boots of a machine since it last measured an end. */
  private int sinceEnd(int machine) {
    int since = 0;
    var boots = observations.boots();
    for (int index = boots.size() - 1; index >= 0; index--) {
      var boot = boots.get(index);
      if (boot.machine() == machine) {
        if (boot.revision().equals(observations.good())
            || boot.revision().equals(observations.bad())) {
          return since;
        }
        since++;
      }
    }
    return since;
  }

  /** The conclusion that the ends alone justify. */
  Optional<Conclusion> conclusion() {
    Effect effect = posterior.judgement().effect().orElse(new Effect(0, 0, 0));
    if (posterior.partition().size() == 0) {
      return Optional.of(new Conclusion.NotReproduced(1, effect, false));
    }
    boolean certain =
        posterior.none() >= settings.confidence()
            && (needed ? Math.min(good, bad) >= MINIMUM : !isNoneInDoubt());
    boolean settled =
        needed && posterior.none() >= ALL_BUT_CERTAIN && Math.min(good, bad) >= SETTLED;
    boolean spent =
        posterior.metric().isEmpty()
            && posterior.none() >= PROBABLE
            && observations.measured() >= settings.maximumBoots();
    if (certain || settled || spent) {
      return Optional.of(nothing(effect));
    }
    if (done() || Math.min(good, bad) < BEFORE_GIVING_UP || metric.isEmpty()) {
      return Optional.empty();
    }
    int left = settings.maximumBoots() - observations.measured();
    // More boots of the same images do not reveal what their layouts may hide.
    double hopeful =
        Math.max(
            1e-6, NORMAL_95 * metric.orElseThrow().effectBelief().repeatDeviation() - effect.log());
    // A noise known from a few boots, or from disturbed ones, is no reason to give up.
    boolean hopeless = metric.orElseThrow().noiseBelief().isKnownWell() && bootsFor(hopeful) > left;
    boolean tooLong = good + bad > PART_OF_BUDGET * settings.maximumBoots();
    if (!hopeless && !tooLong) {
      return Optional.empty();
    }
    if (posterior.none() >= PROBABLE) {
      return Optional.of(nothing(effect));
    }
    return Optional.of(
        new Conclusion.BelowNoiseFloor(
            effect,
            resolvable(settings.maximumBoots()),
            (int)
                Math.min(
                    Integer.MAX_VALUE,
                    Math.ceil(bootsFor(metric.orElseThrow().effectBelief().size())))));
  }

  /**
   * Whether no regression is probable enough, but mostly by its prior: the passes and failures of
   * the ends do not say so by themselves yet. Both ends must have been booted, and it must be clear
   * whether the test was mended between them.
   */
  boolean isNoneInDoubt() {
    return posterior.none() >= settings.confidence()
        && posterior.judgement() instanceof PassFailJudgement verdicts
        && (isUnheard(observations.good(), good)
            || isUnheard(observations.bad(), bad)
            || verdicts.improvement().isInDoubt()
            || verdicts.noneAgainstBest()
                < Math.log(settings.confidence() / (1 - settings.confidence())));
  }

  private boolean isUnheard(Revision end, int boots) {
    return boots < MINIMUM && !observations.isUntestable(end);
  }

  /** There is no regression: nothing happened, or it happened to both ends. */
  private Conclusion nothing(Effect effect) {
    return metric
        .flatMap(each -> each.levels().shift())
        .<Conclusion>map(Conclusion.EnvironmentShift::new)
        .orElseGet(
            () -> new Conclusion.NotReproduced(posterior.none(), effect, isImprovement(effect)));
  }

  private boolean isImprovement(Effect effect) {
    return posterior.judgement() instanceof PassFailJudgement verdicts
        ? verdicts.improvement().isCertain()
        : effect.low() > 0;
  }

  /** Boots of a whole bisection for an effect of that size on the log scale. */
  private double bootsFor(double size) {
    double d = size / metric.orElseThrow().noise();
    return 4 * VISIBLE * VISIBLE / (d * d)
        + searchBoots(posterior.entropy(), d)
        + CulpritProof.boots(d * d / 2);
  }

  /** Boots of the search: entropy by capacity, and the way to certainty. */
  private static double searchBoots(double entropy, double d) {
    return GREEDY * entropy / Math.max(1e-9, InformationTable.bits(0.5, d))
        + Math.log(100) / Math.clamp(d * d / 2, 1e-9, 4.6);
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

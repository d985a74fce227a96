package dev.halfspeed.advise;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Sought;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the lab's numbers become the search's, and back. */
sealed interface Readings {
  /** Runs that a rate which a lab believes in counts for. */
  double BELIEVED = 10;

  /** A part of the runs that the change is not expected to exceed, where nothing is said. */
  double MOSTLY = 0.95;

  /** What the search is told about the reproducer. */
  Reproducer reproducer();

  /**
   * An effect in the metric's own direction; of passes and failures, of the part that the change
   * which is looked for makes smaller: of passes for a regression, of failures for an improvement.
   */
  Advice.Change change(Effect effect);

  /** A change of that size on the log scale, as a fraction without a sign. */
  default double part(double size) {
    return Math.abs(change(new Effect(-size, -size, -size)).fraction());
  }

  /** A metric, whose values are perhaps known to be multiples of a step. */
  record Metric(MetricScale scale, Optional<Double> resolution) implements Readings {
    @Override
    public Reproducer reproducer() {
      return new Reproducer.Metric(
          Optional.empty(),
          resolution.map(step -> new Reproducer.Step(step, scale)),
          scale.sought());
    }

    @Override
    public Advice.Change change(Effect effect) {
      return asItIs(scale.ofMetric(effect));
    }

    /** The values on the search's scale. */
    List<Double> logarithms(List<Double> values) throws Problem {
      if (values.isEmpty()) {
        throw new Problem(
            "\"values\" is missing or empty",
            "send one number a run: \"values\": [1318.2]; a run without a number is"
                + " \"outcome\": \"reproducer-failed\"");
      }
      var logarithms = new ArrayList<Double>();
      for (Double value : values) {
        if (value == null || !(value > 0 && Double.isFinite(value))) {
          throw new Problem(
              "the value " + value + " of the metric is not greater than 0",
              "send the metric as it was measured, not its logarithm or a difference; a run that"
                  + " gave nothing is \"outcome\": \"reproducer-failed\"");
        }
        logarithms.add(scale.logarithm(value));
      }
      return logarithms;
    }
  }

  /**
   * Pass or fail. The search looks for runs that fail more often: where an improvement is looked
   * for, it is given passes as failures.
   */
  record PassFail(Reproducer.PassFail reproducer, Sought sought) implements Readings {
    @Override
    public Advice.Change change(Effect effect) {
      return asItIs(effect);
    }

    /** A boot's runs as the search counts them. */
    Evidence.Judged judged(Work.Booting boot, String image, int passed, int failed) {
      boolean turned = sought == Sought.IMPROVEMENT;
      return new Evidence.Judged(
          boot.revision(),
          boot.machine(),
          image,
          boot.purpose(),
          turned ? failed : passed,
          turned ? passed : failed);
    }
  }

  private static Advice.Change asItIs(Effect effect) {
    return new Advice.Change(effect.fraction(), effect.lowFraction(), effect.highFraction());
  }

  /** As an opening says. */
  static Readings of(LabMessage.@Nullable Reproducer reproducer, Sought sought) throws Problem {
    return switch (reproducer) {
      case null -> new Metric(new MetricScale(true, sought), Optional.empty());
      case LabMessage.Reproducer.Metric(LabMessage.Better better, Double resolution) ->
          new Metric(
              new MetricScale(better != LabMessage.Better.LOWER, sought), resolution(resolution));
      case LabMessage.Reproducer.PassFail rates -> new PassFail(rates(rates, sought), sought);
    };
  }

  private static Optional<Double> resolution(@Nullable Double given) throws Problem {
    if (given != null && !(given > 0 && Double.isFinite(given))) {
      throw new Problem(
          "\"resolution\" is " + given,
          "give the step of the metric's values in its own unit, greater than 0, or leave it out");
    }
    return Optional.ofNullable(given);
  }

  private static Reproducer.PassFail rates(LabMessage.Reproducer.PassFail given, Sought sought)
      throws Problem {
    Optional<Double> whenGood = rate(given.failsWhenGood(), "fails_when_good", sought);
    Optional<Double> whenBad = rate(given.failsWhenBad(), "fails_when_bad", sought);
    if (whenGood.orElse(0.0) >= whenBad.orElse(MOSTLY)) {
      throw new Problem(
          switch (sought) {
            case REGRESSION ->
                "the reproducer fails as often on a good kernel as on a bad one, or more often";
            case IMPROVEMENT ->
                "the reproducer fails as seldom on a good kernel as on a bad one, or more seldom";
          },
          "say which part of its runs fail: \"fails_when_good\" is the "
              + (sought == Sought.REGRESSION ? "smaller" : "larger")
              + " one where "
              + (sought == Sought.REGRESSION ? "a regression" : "an improvement")
              + " is looked for");
    }
    return new Reproducer.PassFail(
        whenGood.map(rate -> Reproducer.Rate.about(rate, BELIEVED)),
        whenBad.map(rate -> Reproducer.Rate.about(rate, BELIEVED)));
  }

  /** The part of the runs that fail, as the search counts them. */
  private static Optional<Double> rate(@Nullable Double given, String field, Sought sought)
      throws Problem {
    if (given != null && !(given >= 0 && given <= 1)) {
      throw new Problem("\"" + field + "\" is " + given, "a part of all runs lies between 0 and 1");
    }
    return Optional.ofNullable(given).map(rate -> sought == Sought.REGRESSION ? rate : 1 - rate);
  }
}

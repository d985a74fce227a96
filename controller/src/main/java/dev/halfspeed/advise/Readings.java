package dev.halfspeed.advise;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Reproducer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the lab's numbers become the search's, and back. */
sealed interface Readings {
  /** Runs that a rate which a lab believes in counts for. */
  double BELIEVED = 10;

  /** A part of the runs that a regression is not expected to exceed, where nothing is said. */
  double MOSTLY = 0.95;

  /** What the search is told about the reproducer. */
  Reproducer reproducer();

  /** An effect in the metric's own direction; of passes and failures, of the part that passes. */
  Answer.Change change(Effect effect);

  /** A loss of that size on the log scale, as a fraction of the metric without a sign. */
  default double loss(double size) {
    return Math.abs(change(new Effect(-size, -size, -size)).fraction());
  }

  /** A metric. */
  record Metric(boolean higherIsBetter) implements Readings {
    @Override
    public Reproducer reproducer() {
      return new Reproducer.Metric();
    }

    @Override
    public Answer.Change change(Effect effect) {
      return higherIsBetter
          ? asItIs(effect)
          : new Answer.Change(
              Math.expm1(-effect.log()), Math.expm1(-effect.high()), Math.expm1(-effect.low()));
    }

    /** On the log scale, the sign turned so that a regression makes it smaller. */
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
        logarithms.add(higherIsBetter ? Math.log(value) : -Math.log(value));
      }
      return logarithms;
    }
  }

  /** Pass or fail. */
  record PassFail(Reproducer.PassFail reproducer) implements Readings {
    @Override
    public Answer.Change change(Effect effect) {
      return asItIs(effect);
    }
  }

  private static Answer.Change asItIs(Effect effect) {
    return new Answer.Change(effect.fraction(), effect.lowFraction(), effect.highFraction());
  }

  /** As an opening says. */
  static Readings of(Message.@Nullable Reproducer reproducer) throws Problem {
    return switch (reproducer) {
      case null -> new Metric(true);
      case Message.Reproducer.Metric(Message.Better better) ->
          new Metric(better != Message.Better.LOWER);
      case Message.Reproducer.PassFail rates -> new PassFail(rates(rates));
    };
  }

  private static Reproducer.PassFail rates(Message.Reproducer.PassFail given) throws Problem {
    Optional<Double> whenGood = rate(given.failsWhenGood(), "fails_when_good");
    Optional<Double> whenBad = rate(given.failsWhenBad(), "fails_when_bad");
    double least = whenGood.orElse(0.0);
    double most = whenBad.orElse(MOSTLY);
    if (least >= most) {
      throw new Problem(
          "the reproducer fails as often on a good kernel ("
              + least
              + ") as on a bad one ("
              + most
              + ")",
          "say which part of its runs fail: \"fails_when_good\" is the smaller one");
    }
    return new Reproducer.PassFail(
        whenGood.map(rate -> Reproducer.Rate.about(rate, BELIEVED)),
        whenBad.map(rate -> Reproducer.Rate.about(rate, BELIEVED)));
  }

  private static Optional<Double> rate(@Nullable Double given, String field) throws Problem {
    if (given != null && !(given >= 0 && given <= 1)) {
      throw new Problem("\"" + field + "\" is " + given, "a part of all runs lies between 0 and 1");
    }
    return Optional.ofNullable(given);
  }
}

package dev.halfspeed.search;

import java.util.OptionalDouble;

/**
 * What is ahead of a bisection at one of its steps, if there is one culprit: the search for a
 * further one counts once the first is proved, with the probability that there is one.
 *
 * @param work boots and builds that are expected until the end, proof included
 * @param boots the boots of it, with the range that holds them in eight of ten bisections
 * @param success probability that the bisection ends within its budget of boots with a culprit that
 *     is named and proved. It counts that there may be no regression, and how little is known of
 *     its size; not that commits may turn out not to build or boot
 * @param resolvable the smallest change, on the log scale and without its sign, that what is left
 *     of the budget resolves in nine of ten bisections; empty where it resolves none, while the
 *     noise is unknown, once only the proof is left, and for a reproducer that passes or fails
 */
public record Forecast(Workload work, Plan.Span boots, double success, OptionalDouble resolvable) {

  /** From here on the channel no longer tells how much clearer one boot is than another. */
  private static final double PLAIN = 10;

  /** At the end. */
  static Forecast ended(double success) {
    return new Forecast(Workload.NOTHING, new Plan.Span(0, 0, 0), success, OptionalDouble.empty());
  }

  /**
   * Forecasts from where a bisection stands.
   *
   * @param budget boots that are left
   * @param certainty probability that the culprit is named if the budget is large enough
   */
  static Forecast of(Prospect.Stand stand, Judgement judgement, int budget, double certainty) {
    double usual = Math.sqrt(2 * Math.max(0, judgement.channel().nats()));
    Prospect prospect = Prospect.of(stand, usual);
    return switch (judgement) {
      case PassFailJudgement ignored ->
          new Forecast(
              prospect.work(),
              prospect.boots(),
              certainty * prospect.fits(budget),
              OptionalDouble.empty());
      case MetricJudgement metric -> {
        double perSize =
            usual < PLAIN
                ? usual / metric.effectBelief().size()
                : 1 / metric.noiseBelief().ofFirstBoot();
        double fits =
            metric.effectBelief().sizes().stream()
                .mapToDouble(each ->
                    each.probability() * Prospect.of(stand, each.size() * perSize).fits(budget))
                .sum();
        OptionalDouble smallest =
            stand.searching() && metric.noise() > 0
                ? Prospect.resolvable(stand.calibratingAgain(), budget)
                : OptionalDouble.empty();
        yield new Forecast(
            prospect.work(),
            prospect.boots(),
            certainty * Math.min(1, fits),
            smallest.isPresent()
                ? OptionalDouble.of(smallest.getAsDouble() * metric.noiseBelief().ofFirstBoot())
                : OptionalDouble.empty());
      }
    };
  }
}

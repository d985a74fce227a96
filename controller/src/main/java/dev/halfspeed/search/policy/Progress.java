package dev.halfspeed.search.policy;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Forecast;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Workload;
import dev.halfspeed.search.observation.Observations;
import dev.halfspeed.search.posterior.Judgement;
import dev.halfspeed.search.posterior.MetricJudgement;
import dev.halfspeed.search.posterior.PassFailJudgement;
import dev.halfspeed.search.posterior.Posterior;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far a bisection still has to go.
 *
 * @param probability of the best suspect
 * @param probable whether that is as much as asked for
 * @param found culprits that are proved already
 * @param proof the one that is due
 */
public record Progress(
    Settings settings,
    Posterior posterior,
    Calibration calibration,
    double probability,
    boolean probable,
    List<Conclusion.Culprit> found,
    Optional<CulpritProof> proof) {
  /** From here on the channel no longer tells how much clearer one boot is than another. */
  private static final double PLAIN = 10;

  /** No further culprit is looked for where it is that probable that there is none. */
  public static final double NOTHING_LEFT = 0.9;

  /**
   * What is to come, where nothing is concluded yet.
   *
   * @param machines how many measure at once
   */
  Forecast forecast(int machines) {
    Observations observations = posterior.observations();
    // Once a culprit is proved, it is named whatever becomes of the search for another.
    double certainty =
        found.isEmpty()
            ? Math.max(probability, settings.confidence() * (1 - posterior.none()))
            : found.getFirst().confidence();
    int budget = Math.max(0, settings.maximumBoots() - observations.measured());
    Forecast ahead = ahead(stand(machines), posterior.judgement(), budget, certainty);
    return found.isEmpty() ? ahead : further(ahead, certainty);
  }

  /**
   * Forecasts from where a bisection stands.
   *
   * @param budget boots that are left
   * @param certainty probability that the culprit is named if the budget is large enough
   */
  private static Forecast ahead(
      BootForecast.Stand stand, Judgement judgement, int budget, double certainty) {
    double usual = Math.sqrt(2 * Math.max(0, judgement.channel().nats()));
    BootForecast forecast = BootForecast.of(stand, usual);
    return switch (judgement) {
      case PassFailJudgement ignored ->
          new Forecast(
              forecast.work(),
              forecast.boots(),
              certainty * forecast.fits(budget),
              OptionalDouble.empty());
      case MetricJudgement metric -> {
        double perSize =
            usual < PLAIN
                ? usual / metric.effectBelief().size()
                : 1 / metric.noiseBelief().ofFirstBoot();
        double fits =
            metric.effectBelief().sizes().stream()
                .mapToDouble(each ->
                    each.probability() * BootForecast.of(stand, each.size() * perSize).fits(budget))
                .sum();
        OptionalDouble smallest =
            stand.searching() && metric.noise() > 0
                ? BootForecast.resolvable(stand.calibratingAgain(), budget)
                : OptionalDouble.empty();
        yield new Forecast(
            forecast.work(),
            forecast.boots(),
            certainty * Math.min(1, fits),
            smallest.isPresent()
                ? OptionalDouble.of(smallest.getAsDouble() * metric.noiseBelief().ofFirstBoot())
                : OptionalDouble.empty());
      }
    };
  }

  /**
   * A search for a further culprit: as much work as for any, if there is one; otherwise it ends as
   * soon as that is clear.
   */
  private Forecast further(Forecast whole, double certainty) {
    double nothing = posterior.none();
    double until = Math.min(bootsUntilNothingIsLeft(), whole.boots().expected());
    Workload work = whole.work().times(1 - nothing).plusSearch(nothing * until);
    return new Forecast(
        work,
        new Forecast.Span(work.boots(), Math.min(until, work.boots()), whole.boots().high()),
        certainty,
        whole.resolvable());
  }

  /**
   * Boots of both sides, in turns, until no further culprit is as probable as asked: each says a
   * quarter of what the effect is worth, since each side's level is not known better than from its
   * half of them.
   */
  private double bootsUntilNothingIsLeft() {
    double none = Math.clamp(posterior.none(), 1e-9, 1 - 1e-9);
    double missing = logit(NOTHING_LEFT) - logit(none);
    double nats = Math.max(1e-6, posterior.judgement().channel().nats());
    return Math.max(1, missing / (nats / 4));
  }

  private static double logit(double probability) {
    return Math.log(probability / (1 - probability));
  }

  private BootForecast.Stand stand(int machines) {
    Observations observations = posterior.observations();
    double error = 1 - settings.confidence();
    double best = Math.clamp(probability, 1e-9, 1 - 1e-9);
    double missing = Math.log(settings.confidence() / error) - Math.log(best / (1 - best));
    return new BootForecast.Stand(
        posterior.entropy(),
        Math.clamp(missing, 0, Math.log(1 / error)),
        machines,
        error,
        !probable,
        !calibration.done(),
        observations.bootsOf(observations.good()) + observations.bootsOf(observations.bad()),
        calibration.done() ? 0 : endsToBuild(machines),
        proof.map(CulpritProof::isStepCertain).orElse(false),
        proof.map(each -> each.culpritBoots() + each.parentBoots()).orElse(0),
        proof
            .map(this::revertsLeft)
            .orElseGet(() ->
                CulpritProof.reverts(Math.max(1e-6, posterior.judgement().channel().nats()))));
  }

  private int revertsLeft(CulpritProof due) {
    return posterior.observations().isUntestable(new Revision.Revert(due.candidate()))
        ? 0
        : Math.max(0, due.revertBoots() - due.revertsMeasured());
  }

  /** Each machine builds both ends for itself. */
  private int endsToBuild(int machines) {
    Observations observations = posterior.observations();
    int missing = 0;
    for (int machine = 0; machine < machines; machine++) {
      missing += observations.bootsOf(observations.good(), machine) == 0 ? 1 : 0;
      missing += observations.bootsOf(observations.bad(), machine) == 0 ? 1 : 0;
    }
    return missing;
  }
}

package dev.halfspeed.search;

import java.util.List;
import java.util.Optional;

/**
 * How far a bisection still has to go.
 *
 * @param probability of the best suspect
 * @param probable whether that is as much as asked for
 * @param found culprits that are proved already
 * @param proof the one that is due
 */
record Remaining(
    Settings settings,
    Posterior posterior,
    Calibration calibration,
    double probability,
    boolean probable,
    List<Conclusion.Culprit> found,
    Optional<Proof> proof) {
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
    Forecast ahead = Forecast.of(stand(machines), posterior.judgement(), budget, certainty);
    return found.isEmpty() ? ahead : further(ahead, certainty);
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
        new Plan.Span(work.boots(), Math.min(until, work.boots()), whole.boots().high()),
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
    double missing = logit(BayesianSearch.NOTHING_LEFT) - logit(none);
    double nats = Math.max(1e-6, posterior.judgement().channel().nats());
    return Math.max(1, missing / (nats / 4));
  }

  private static double logit(double probability) {
    return Math.log(probability / (1 - probability));
  }

  private Prospect.Stand stand(int machines) {
    Observations observations = posterior.observations();
    double error = 1 - settings.confidence();
    double best = Math.clamp(probability, 1e-9, 1 - 1e-9);
    double missing = Math.log(settings.confidence() / error) - Math.log(best / (1 - best));
    return new Prospect.Stand(
        posterior.entropy(),
        Math.clamp(missing, 0, Math.log(1 / error)),
        machines,
        error,
        !probable,
        !calibration.done(),
        observations.bootsOf(observations.good()) + observations.bootsOf(observations.bad()),
        calibration.done() ? 0 : endsToBuild(machines),
        proof.map(Proof::isStepCertain).orElse(false),
        proof.map(each -> each.culpritBoots() + each.parentBoots()).orElse(0),
        proof
            .map(this::revertsLeft)
            .orElseGet(
                () -> Proof.reverts(Math.max(1e-6, posterior.judgement().channel().nats()))));
  }

  private int revertsLeft(Proof due) {
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

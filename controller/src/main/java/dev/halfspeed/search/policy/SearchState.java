package dev.halfspeed.search.policy;

import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Forecast;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Standing;
import dev.halfspeed.search.observation.Observations;
import dev.halfspeed.search.posterior.Judgement;
import dev.halfspeed.search.posterior.MetricJudgement;
import dev.halfspeed.search.posterior.Posterior;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Where a bisection stands: the posterior, and what follows from it. */
public final class SearchState {
  /** A suspect that is less probable is not tried. */
  private static final double PLAUSIBLE = 0.3;

  /** Boots of a suspect and its parents after which another one of the search says little. */
  private static final int WELL_BOOTED = 3;

  private final Settings settings;
  private final Posterior posterior;
  private final Observations observations;
  private final Calibration calibration;
  private final List<Conclusion.Culprit> found;
  private final IntFunction<Posterior> knowing;
  private final double[] probabilities;
  private final int top;
  private final Optional<CulpritProof> proof;
  private final ConclusionRules rules;

  /**
   * Judges where the bisection stands.
   *
   * @param found culprits that are proved already; this is about a further one
   * @param knowing the posterior of the same evidence when a further culprit is known
   * @param unmarked the posterior of the same evidence without anybody's word
   */
  public SearchState(
      Settings settings,
      Posterior posterior,
      List<Conclusion.Culprit> found,
      IntFunction<Posterior> knowing,
      Supplier<Posterior> unmarked) {
    this.settings = settings;
    this.posterior = posterior;
    this.found = found;
    this.knowing = knowing;
    observations = posterior.observations();
    calibration = new Calibration(posterior, settings, found.isEmpty());
    double[] raw = posterior.probabilities();
    int first = top(raw);
    var suspected = proofOf(first, raw);
    if (raw[first] >= settings.confidence() && suspected.failed()) {
      // The fresh boots deny what the posterior still believes: the model must be wrong about
      // this commit, so the search goes on with the others.
      raw = raw.clone();
      raw[first] = 0;
      first = top(raw);
      suspected = proofOf(first, raw);
    }
    top = first;
    probabilities = raw;
    proof =
        calibration.done() && (isProbable() || isWorthTrying(suspected))
            ? Optional.of(suspected)
            : Optional.empty();
    rules =
        new ConclusionRules(
            settings, posterior, probabilities, found, calibration, proof, unmarked);
  }

  /**
   * A proof of a candidate. Where it may be due, it uses the noise that is left when the candidate
   * is taken for known; not where other layouts can be built, which settle what may be their luck.
   */
  private CulpritProof proofOf(int candidate, double[] chances) {
    Judgement noise = posterior.judgement();
    if (chances[candidate] >= PLAUSIBLE
        && posterior.metric().isPresent()
        && !observations.severalLayouts()) {
      noise = knowing.apply(candidate).judgement();
    }
    return new CulpritProof(posterior, candidate, noise, !found.isEmpty());
  }

  private boolean isProbable() {
    return probabilities[top] >= settings.confidence();
  }

  /**
   * Whether to try a proof of the best suspect though it is not probable enough: when only one
   * other suspect is left. Two culprits look like this, and no number of boots decides between
   * them.
   */
  private boolean isWorthTrying(CulpritProof suspected) {
    if (probabilities[top] < PLAUSIBLE || suspected.undecidable()) {
      return false;
    }
    return suspected.culpritBoots() > 0
        || (posterior.suspects() <= 2
            && suspected.revisions().stream()
                .allMatch(revision -> observations.bootsOf(revision) >= WELL_BOOTED));
  }

  /** A proof of the best suspect when the search has nothing better to do. */
  Optional<CulpritProof> attempt() {
    var suspected = proofOf(top, probabilities);
    return calibration.done()
            && probabilities[top] >= PLAUSIBLE
            && !suspected.undecidable()
            && !suspected.failed()
            && suspected.obstacle().isEmpty()
        ? Optional.of(suspected)
        : Optional.empty();
  }

  private static int top(double[] probabilities) {
    int top = 0;
    for (int candidate = 1; candidate < probabilities.length; candidate++) {
      top = probabilities[candidate] > probabilities[top] ? candidate : top;
    }
    return top;
  }

  /** The candidate that is most probable. */
  int top() {
    return top;
  }

  /** Culprits that were proved before this search for a further one. */
  public List<Conclusion.Culprit> found() {
    return found;
  }

  Posterior posterior() {
    return posterior;
  }

  public Observations observations() {
    return observations;
  }

  Calibration calibration() {
    return calibration;
  }

  /** The proof that is due, once one candidate is probable enough. */
  Optional<CulpritProof> proof() {
    return proof;
  }

  public Optional<Conclusion> conclusion() {
    return rules.conclusion();
  }

  /**
   * The culprit that is proved now, by itself; empty while none is, or where it ended otherwise.
   */
  public Optional<Conclusion.Culprit> proved() {
    return rules.proved();
  }

  /** The smallest set that is as probable as asked; what is left when nothing more can be done. */
  Conclusion openSuspects(String reason) {
    return rules.openSuspects(reason);
  }

  private Assessment.Phase phase() {
    if (conclusion().isPresent()) {
      return Assessment.Phase.CONCLUDED;
    }
    if (proof.isPresent() && isProbable()) {
      return Assessment.Phase.PROVING;
    }
    return calibration.done() ? Assessment.Phase.SEARCHING : Assessment.Phase.CALIBRATING;
  }

  public Standing standing() {
    return new Standing(phase(), top, probabilities[top], posterior.none());
  }

  /**
   * What the evidence says.
   *
   * @param machines how many measure at once
   */
  public Assessment assessment(int machines) {
    return new Assessment(
        phase(),
        listOf(probabilities),
        posterior.none(),
        posterior.judgement().effect(),
        posterior.judgement().noise(),
        posterior.suspects(),
        posterior.entropy(),
        forecast(machines),
        posterior.metric().map(MetricJudgement::regimes).orElse(List.of()));
  }

  /** Probabilities as a list, without a copy for each. */
  private static List<Double> listOf(double[] probabilities) {
    return new AbstractList<>() {
      @Override
      public Double get(int index) {
        return probabilities[index];
      }

      @Override
      public int size() {
        return probabilities.length;
      }
    };
  }

  private Forecast forecast(int machines) {
    return conclusion()
        .map(conclusion ->
            Forecast.ended(
                conclusion instanceof Conclusion.Culprit culprit ? culprit.confidence() : 0))
        .orElseGet(() ->
            new Progress(
                    settings,
                    posterior,
                    calibration,
                    probabilities[top],
                    isProbable(),
                    found,
                    proof)
                .forecast(machines));
  }
}

package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Forecast;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Workload;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What the search thought at a decision, as the store keeps it.
 *
 * @param forecast absent in records of versions that did not forecast
 * @param regimes absent in records of versions that did not tell them
 * @param posterior likewise
 */
public record AssessmentRecord(
    String phase,
    int remaining,
    double entropyBits,
    double none,
    BisectionView.@Nullable Change effect,
    @Nullable Double noise,
    BisectionView.@Nullable Forecast forecast,
    List<Suspect> suspects,
    @Nullable List<Regime> regimes,
    BisectionView.@Nullable Posterior posterior) {

  /**
   * A machine, by its number, that has become faster or slower for good.
   *
   * @param boot the first one in the new regime
   * @param fraction change of the metric
   */
  record Regime(int machine, int boot, double fraction) {}

  /** A candidate by its number, with what people know it by. */
  record Suspect(int candidate, String commit, String subject, double probability) {}

  private static final int KEPT_SUSPECTS = 20;

  /** The same of a bisection that measures more of a culprit than the search asks for. */
  AssessmentRecord proving() {
    return new AssessmentRecord(
        Assessment.Phase.PROVING.name().toLowerCase(Locale.ROOT),
        remaining,
        entropyBits,
        none,
        effect,
        noise,
        forecast,
        suspects,
        regimes,
        posterior);
  }

  /**
   * Writes down what the search thinks.
   *
   * @param machines what work takes on each; empty while that is not known
   */
  static AssessmentRecord of(
      Assessment assessment, MetricScale scale, Commits commits, List<Workload.Machine> machines) {
    return new AssessmentRecord(
        assessment.phase().name().toLowerCase(Locale.ROOT),
        assessment.remaining(),
        assessment.entropyBits(),
        assessment.none(),
        assessment.effect().map(effect -> change(effect, scale)).orElse(null),
        assessment.noise() > 0 ? assessment.noise() : null,
        forecast(assessment.forecast(), machines, scale),
        assessment.top(KEPT_SUSPECTS).stream()
            .map(suspect -> {
              CommitLine commit = commits.candidate(suspect.candidate());
              return new Suspect(
                  suspect.candidate(), commit.id(), commit.subject(), suspect.probability());
            })
            .toList(),
        assessment.regimes().stream()
            .map(regime ->
                new Regime(
                    regime.machine(),
                    regime.boot(),
                    scale
                        .ofMetric(new Effect(regime.log(), regime.log(), regime.log()))
                        .fraction()))
            .toList(),
        PosteriorParts.of(assessment.probabilities()));
  }

  private static BisectionView.Forecast forecast(
      Forecast forecast, List<Workload.Machine> machines, MetricScale scale) {
    Workload work = forecast.work();
    OptionalDouble resolvable = forecast.resolvable();
    return new BisectionView.Forecast(
        Planner.span(forecast.boots()),
        work.calibrationBoots(),
        work.searchBoots(),
        work.proofBoots(),
        work.builds(),
        machines.isEmpty() ? null : Planner.span(forecast.boots().scaled(work.seconds(machines))),
        machines.isEmpty() ? null : work.machineSeconds(machines),
        forecast.success(),
        resolvable.isPresent() ? scale.part(resolvable.getAsDouble()) : null);
  }

  /** The change of the metric itself. */
  static BisectionView.Change change(Effect effect, MetricScale scale) {
    Effect change = scale.ofMetric(effect);
    return new BisectionView.Change(change.fraction(), change.lowFraction(), change.highFraction());
  }

  /** Names candidates. */
  interface Commits {
    CommitLine candidate(int index);

    /** The same as people see it. */
    default BisectionView.Commit view(int index) {
      CommitLine commit = candidate(index);
      return new BisectionView.Commit(commit.id(), commit.subject(), index);
    }
  }
}

package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.campaign.MetricChange;
import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Workload;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What the search thought at a decision, as the store keeps it.
 *
 * @param entropyBits of what is believed
 * @param none probability that there is no change between the ends
 * @param effect change between the ends; absent while unknown
 * @param noise relative standard deviation between boots; absent while unknown
 * @param forecast absent in records of versions that did not forecast
 * @param regimes absent in records of versions that did not tell them
 * @param posterior likewise
 */
public record AssessmentRecord(
    String phase,
    int remaining,
    double entropyBits,
    double none,
    @Nullable MetricChange effect,
    @Nullable Double noise,
    @Nullable Forecast forecast,
    List<Suspect> suspects,
    @Nullable List<Regime> regimes,
    @Nullable Posterior posterior) {

  /**
   * A machine, by its number, that has become faster or slower for good.
   *
   * @param boot the first one in the new regime
   * @param fraction change of the metric
   */
  record Regime(int machine, int boot, double fraction) {}

  /** A candidate by its number, with what people know it by. */
  record Suspect(int candidate, String commit, String subject, double probability) {}

  /**
   * What is ahead.
   *
   * @param boots until the end, proof included
   * @param builds images that are made
   * @param seconds wall-clock time; absent while nobody knows what work takes
   * @param machineSeconds for which machines are busy; absent as {@code seconds}
   * @param success probability that a culprit is named and proved within the budget
   * @param resolvable the smallest change of the metric that what is left of the budget resolves, a
   *     fraction without its sign; absent where it resolves none, or nobody can say
   */
  public record Forecast(
      Span boots,
      double calibrationBoots,
      double searchBoots,
      double proofBoots,
      double builds,
      @Nullable Span seconds,
      @Nullable Double machineSeconds,
      double success,
      @Nullable Double resolvable) {}

  /** An expected value, and the range that holds it in eight of ten bisections. */
  public record Span(double expected, double low, double high) {}

  /**
   * How probable each candidate is, neighbours taken together.
   *
   * @param whole probabilities of equal parts of the whole range, in its order
   * @param from the first candidate of the stretch that holds 99 % of it
   * @param until the candidate after that stretch
   * @param near probabilities of equal parts of that stretch
   */
  record Posterior(List<Double> whole, int from, int until, List<Double> near) {}

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
        assessment.effect().map(effect -> MetricChange.of(effect, scale)).orElse(null),
        assessment.noise() > 0 ? assessment.noise() : null,
        forecast(assessment, machines, scale),
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

  private static Forecast forecast(
      Assessment assessment, List<Workload.Machine> machines, MetricScale scale) {
    var forecast = assessment.forecast();
    Workload work = forecast.work();
    OptionalDouble resolvable = forecast.resolvable();
    return new Forecast(
        span(forecast.boots()),
        work.calibrationBoots(),
        work.searchBoots(),
        work.proofBoots(),
        work.builds(),
        machines.isEmpty() ? null : span(forecast.boots().scaled(work.seconds(machines))),
        machines.isEmpty() ? null : work.machineSeconds(machines),
        forecast.success(),
        resolvable.isPresent() ? scale.part(resolvable.getAsDouble()) : null);
  }

  private static Span span(dev.halfspeed.search.Forecast.Span span) {
    return new Span(span.expected(), span.low(), span.high());
  }

  /** Names candidates. */
  interface Commits {
    CommitLine candidate(int index);

    /** The commit as endings keep it. */
    default BisectionEnding.Commit named(int index) {
      CommitLine commit = candidate(index);
      return new BisectionEnding.Commit(commit.id(), commit.subject(), index);
    }
  }
}

package dev.halfspeed.report.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a bisection would take.
 *
 * @param good the commit that would be measured as the good end
 * @param candidates how many commits may be the culprit
 * @param entropyBits what is unknown before the first boot
 * @param noise relative standard deviation between boots
 * @param forecasts one for each change of the metric that was asked about
 * @param resolvable the smallest change that the budget resolves in nine of ten bisections, a
 *     fraction without its sign; absent where it resolves none
 * @param known what the forecast rests on that was measured or said
 * @param assumed what the forecast rests on that nobody has measured or said
 */
public record PlanView(
    BisectionView.Commit good,
    BisectionView.Commit bad,
    int candidates,
    double entropyBits,
    String recipe,
    String metric,
    double confidence,
    int maximumBoots,
    List<Machine> machines,
    double noise,
    List<Forecast> forecasts,
    @Nullable Double resolvable,
    List<String> known,
    List<String> assumed) {
  public PlanView {
    machines = List.copyOf(machines);
    forecasts = List.copyOf(forecasts);
    known = List.copyOf(known);
    assumed = List.copyOf(assumed);
  }

  /** A machine, with what work takes there in seconds. */
  public record Machine(String name, double buildSeconds, double bootSeconds, double runSeconds) {}

  /**
   * What a change of one size takes.
   *
   * @param change of the metric, a signed fraction
   * @param separation the change as a multiple of the noise
   * @param success probability that the culprit is named and proved within the budget, given that
   *     there is one
   */
  public record Forecast(
      double change,
      double separation,
      BisectionView.Span boots,
      double calibrationBoots,
      double searchBoots,
      double proofBoots,
      double builds,
      BisectionView.Span seconds,
      double success) {}
}

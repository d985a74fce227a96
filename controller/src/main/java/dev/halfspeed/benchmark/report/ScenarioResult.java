package dev.halfspeed.benchmark.report;

import dev.halfspeed.benchmark.lab.Trial;
import dev.halfspeed.benchmark.world.InformationLimit;
import dev.halfspeed.benchmark.world.Scenario;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * One contestant in one scenario.
 *
 * @param variant which of several an oracle has chosen; empty where there is no choice
 * @param trials one for each seed, in the order of the seeds
 */
public record ScenarioResult(
    Scenario scenario,
    InformationLimit limit,
    String contestant,
    String variant,
    List<Trial> trials) {
  public ScenarioResult {
    trials = List.copyOf(trials);
  }

  /** The contestant and its variant, for people. */
  String title() {
    return variant.isEmpty() ? contestant : contestant + " (" + variant + ")";
  }

  public ScenarioResult as(String otherContestant, String otherVariant) {
    return new ScenarioResult(scenario, limit, otherContestant, otherVariant, trials);
  }

  public Proportion right() {
    return part(Trial::right);
  }

  Proportion rightAfterProof() {
    return part(Trial::rightAfterProof);
  }

  Proportion allNamed() {
    return part(Trial::allNamed);
  }

  Proportion contained() {
    return part(Trial::contained);
  }

  /** Suspects in the sets of those who ended with one. */
  SampleSummary suspects() {
    return SampleSummary.of(
        trials.stream()
            .map(Trial::suspects)
            .filter(suspects -> !suspects.isEmpty())
            .mapToDouble(List::size));
  }

  Proportion accusedInnocent() {
    return part(Trial::accusedInnocent);
  }

  private Proportion part(Predicate<Trial> hit) {
    return new Proportion((int) trials.stream().filter(hit).count(), trials.size());
  }

  /** Of the trials that came to an end. */
  SampleSummary of(ToDoubleFunction<Trial> figure) {
    return SampleSummary.of(
        trials.stream().filter(trial -> trial.error().isEmpty()).mapToDouble(figure));
  }

  /** Hours until the answer. */
  public SampleSummary makespan() {
    return of(trial -> trial.toAnswer().hours());
  }

  /** Boots until the answer. */
  public SampleSummary boots() {
    return of(trial -> trial.toAnswer().boots());
  }

  /** Boots until the answer, as a multiple of the limit. */
  double overLimit() {
    return boots().mean() / limit.boots();
  }

  /**
   * Boots of the search proper, as a multiple of the limit, which knows level, noise and effect.
   */
  double searchOverLimit() {
    return of(trial -> trial.toAnswer().search()).mean() / limit.boots();
  }

  /** Runs in a boot, until the end. */
  double runsPerBoot() {
    double boots = of(trial -> trial.toEnd().boots() + trial.toEnd().proof()).mean();
    return of(trial -> trial.toEnd().runs()).mean() / boots;
  }

  /** Hours until the answer, as a multiple of the limit. */
  double overWallLimit() {
    return makespan().mean() / limit.hours();
  }

  /** Processor time of a decision, in milliseconds. */
  SampleSummary decisionMillis() {
    return SampleSummary.of(
        trials.stream()
            .flatMap(trial -> trial.decisionMillis().stream())
            .mapToDouble(Double::doubleValue));
  }

  /** The trials in which the contestant broke a rule or threw. */
  public List<Trial> errors() {
    return trials.stream().filter(trial -> trial.error().isPresent()).toList();
  }

  /** How often each ending came, by its name. */
  Map<String, Long> endings() {
    return trials.stream()
        .collect(Collectors.groupingBy(Trial::ending, TreeMap::new, Collectors.counting()));
  }
}

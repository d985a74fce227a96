package dev.halfspeed.sim;

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
record Result(
    Scenario scenario, Limit limit, String contestant, String variant, List<Trial> trials) {
  Result {
    trials = List.copyOf(trials);
  }

  /** The contestant and its variant, for people. */
  String title() {
    return variant.isEmpty() ? contestant : contestant + " (" + variant + ")";
  }

  Result as(String otherContestant, String otherVariant) {
    return new Result(scenario, limit, otherContestant, otherVariant, trials);
  }

  Proportion right() {
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
  Spread suspects() {
    return Spread.of(
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
  Spread of(ToDoubleFunction<Trial> figure) {
    return Spread.of(trials.stream().filter(trial -> trial.error().isEmpty()).mapToDouble(figure));
  }

  /** Hours until the answer. */
  Spread makespan() {
    return of(trial -> trial.toAnswer().hours());
  }

  /** Boots until the answer. */
  Spread boots() {
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
  Spread decisionMillis() {
    return Spread.of(
        trials.stream()
            .flatMap(trial -> trial.decisionMillis().stream())
            .mapToDouble(Double::doubleValue));
  }

  /** The trials in which the contestant broke a rule or threw. */
  List<Trial> errors() {
    return trials.stream().filter(trial -> trial.error().isPresent()).toList();
  }

  /** How often each ending came, by its name. */
  Map<String, Long> endings() {
    return trials.stream()
        .collect(Collectors.groupingBy(Trial::ending, TreeMap::new, Collectors.counting()));
  }
}

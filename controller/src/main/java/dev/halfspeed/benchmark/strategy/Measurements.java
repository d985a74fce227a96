package dev.halfspeed.benchmark.strategy;

import dev.halfspeed.benchmark.world.World;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What another tool has seen. It is told the truth about the machines' levels and the size of the
 * effect, which in earnest it would have to measure.
 */
final class Measurements {
  private final World world;
  private final double effect;
  private final Map<Integer, List<Double>> values = new HashMap<>();
  private final Set<Integer> untestable = new HashSet<>();
  private final List<Reading> order = new ArrayList<>();
  private int taken;

  /**
   * One boot.
   *
   * @param commit its number, {@link Strategy#GOOD} for the good end
   * @param value 0 on average for a good kernel, {@link #effect} less for a bad one, in sigma
   */
  record Reading(int commit, double value) {}

  Measurements(World world) {
    this.world = world;
    boolean passFail = world.scenario().flakiness().isPresent();
    // Without a regression the tool looks for the one that it was told of.
    effect = passFail ? 1 : world.scenario().noise().effect();
  }

  /** Takes in what is new. */
  void take(List<Evidence> evidence) {
    for (; taken < evidence.size(); taken++) {
      switch (evidence.get(taken)) {
        case Evidence.Measured measured ->
            add(
                measured.revision(),
                (measured.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow()
                        - world.goodLevel(measured.machine()))
                    / world.scenario().noise().sigma());
        case Evidence.Judged judged ->
            add(judged.revision(), -(double) judged.failed() / (judged.passed() + judged.failed()));
        case Evidence.Untestable(Revision revision, Evidence.Cause cause) ->
            untestable.add(commit(revision));
        case Evidence.Marked mark -> {}
        case Evidence.Built built -> {}
        case Evidence.Earlier earlier -> {}
      }
    }
  }

  private void add(Revision revision, double value) {
    var reading = new Reading(commit(revision), value);
    order.add(reading);
    values.computeIfAbsent(reading.commit(), key -> new ArrayList<>()).add(value);
  }

  private static int commit(Revision revision) {
    return switch (revision) {
      case Revision.Good() -> Strategy.GOOD;
      case Revision.Candidate(int commit) -> commit;
      case Revision.Revert(int reverted) ->
          throw new IllegalArgumentException("no rule reverts: " + reverted);
      case Revision.CounterVariant other -> throw other.notOfASearch();
    };
  }

  /** The regression's size, in sigma; 1 for a reproducer that passes or fails. */
  double effect() {
    return effect;
  }

  /** All boots, in the order in which they ended. */
  List<Reading> all() {
    return order;
  }

  /** A commit's boots. */
  List<Double> of(int commit) {
    return values.getOrDefault(commit, List.of());
  }

  boolean isUntestable(int commit) {
    return untestable.contains(commit);
  }

  /** Whether a single boot looks bad: it lies beyond the middle between good and bad. */
  boolean failed(Reading reading) {
    return reading.value() < -effect / 2;
  }

  /** Whether a commit's boots look bad on average. */
  boolean isBad(int commit) {
    return of(commit).stream().mapToDouble(Double::doubleValue).average().orElse(0) < -effect / 2;
  }

  /** The probability that one boot of a good kernel looks bad, or one of a bad kernel good. */
  double errorRate() {
    return world
        .scenario()
        .flakiness()
        .map(flakiness -> (flakiness.falseFail() + flakiness.falsePass()) / 2)
        .orElseGet(() -> Normal.tail(effect / 2));
  }
}

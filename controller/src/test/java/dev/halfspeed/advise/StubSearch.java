package dev.halfspeed.advise;

import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Forecast;
import dev.halfspeed.search.Search;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Standing;
import dev.halfspeed.search.Work;
import dev.halfspeed.search.Workload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A search that says what it is told, then rests; keeps what it was asked. */
final class StubSearch implements Search {
  final Deque<Decision> decisions = new ArrayDeque<>();
  final List<Slot> slots = new ArrayList<>();
  final List<Work> useless = new ArrayList<>();
  List<Evidence> evidence = List.of();
  List<Work> inFlight = List.of();

  private final int size;

  StubSearch(int size) {
    this.size = size;
  }

  @Override
  public Assessment assess(List<Evidence> given, int machines) {
    return new Assessment(
        Assessment.Phase.CALIBRATING,
        Collections.nCopies(size, 0.9 / size),
        0.1,
        Optional.empty(),
        0,
        size,
        2,
        new Forecast(
            new Workload(4, 11, 11, 5, 2, 8, 1),
            new Forecast.Span(20, 15, 25),
            0.89,
            OptionalDouble.empty()),
        List.of());
  }

  @Override
  public Standing standing(List<Evidence> given) {
    return new Standing(Assessment.Phase.CALIBRATING, 0, 0.9 / size, 0.1);
  }

  @Override
  public Optional<Decision.Conclude> concluded(List<Evidence> given) {
    return Optional.empty();
  }

  @Override
  public Decision next(List<Evidence> given, List<Work> flying, Slot slot) {
    evidence = given;
    inFlight = flying;
    slots.add(slot);
    Decision next = decisions.poll();
    return next == null ? new Decision.Rest("after #1 nothing is left") : next;
  }

  @Override
  public List<Work> useless(List<Evidence> given, List<Work> flying) {
    evidence = given;
    return useless;
  }
}

package dev.halfspeed.regression;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A regression as its events make it. */
final class Regression {
  private final String id;
  private final List<Event> events = new ArrayList<>();
  private final Set<String> alarms = new LinkedHashSet<>();
  private final Set<String> released = new HashSet<>();
  private final Map<String, Errand> errands = new LinkedHashMap<>();
  private @Nullable State state;
  private State beforeFix = State.WITHOUT_A_CULPRIT;
  private Instant since = Instant.EPOCH;
  private Optional<Happening.Culprit> culprit = Optional.empty();
  private Optional<String> confirmed = Optional.empty();
  private Optional<Happening.Change> change = Optional.empty();
  private Optional<String> recovered = Optional.empty();

  private Regression(String id) {
    this.id = id;
  }

  /**
   * Folds the events of one regression, in their order.
   *
   * @throws IllegalTransitionException when one of them can't have happened
   */
  static Regression of(List<Event> events) {
    var regression = new Regression(events.getFirst().regression());
    events.forEach(regression::add);
    return regression;
  }

  private void add(Event event) {
    State before = state;
    State now = Lifecycle.after(before, beforeFix, event.happening());
    if (before != now) {
      since = event.at();
      if (before != null && now == State.VERIFYING_THE_FIX) {
        beforeFix = before;
      }
    }
    state = now;
    events.add(event);
    take(event);
  }

  private void take(Event event) {
    switch (event.happening()) {
      case Happening.Detected(String alarm) -> alarms.add(alarm);
      case Happening.Joined(String alarm, String _) -> alarms.add(alarm);
      case Happening.Released(String alarm, String _) -> {
        alarms.remove(alarm);
        released.add(alarm);
      }
      case Happening.Wanted(Order order) -> errands.put(order.key(), new Errand(order, event.at()));
      case Happening.Asked(String order, String id) -> errand(order).asked(id);
      case Happening.Started(String order, String campaign) -> errand(order).started(campaign);
      case Happening.Refused(String order, String why, boolean passing) ->
          errand(order).refused(event.at(), why, passing);
      case Happening.Ended(String order, Finding finding) -> errand(order).ended(finding);
      case Happening.Confirmed(String alarm, Happening.Change seen) -> {
        confirmed = Optional.of(alarm);
        change = Optional.ofNullable(seen);
      }
      case Happening.CulpritFound(Happening.Culprit found) -> culprit = Optional.of(found);
      case Happening.Blamed(Happening.Commit commit, String reason) ->
          culprit =
              Optional.of(
                  new Happening.Culprit(
                      commit, null, null, null, event.principal() + " says: " + reason));
      case Happening.Recovered(String alarm) -> recovered = Optional.of(alarm);
      case Happening.Held _,
          Happening.Bisecting _,
          Happening.WithoutCulprit _,
          Happening.Insignificant _,
          Happening.Infrastructure _,
          Happening.Relapsed _,
          Happening.Fixed _,
          Happening.Merged _,
          Happening.Ignored _,
          Happening.Retracted _,
          Happening.Told _ -> {}
    }
  }

  private Errand errand(String order) {
    Errand errand = errands.get(order);
    if (errand == null) {
      throw new IllegalTransitionException("nobody wanted the campaign " + order);
    }
    return errand;
  }

  String id() {
    return id;
  }

  State state() {
    return Objects.requireNonNull(state);
  }

  /** When it came to this state. */
  Instant since() {
    return since;
  }

  Instant detectedAt() {
    return events.getFirst().at();
  }

  List<Event> events() {
    return List.copyOf(events);
  }

  /** The number that its next event takes. */
  int nextNumber() {
    return events.size() + 1;
  }

  /** Keys of the alarms that are taken for it, in the order in which they came. */
  List<String> alarms() {
    return List.copyOf(alarms);
  }

  /** Keys of the alarms that were taken for it, and are not of it. */
  Set<String> released() {
    return Set.copyOf(released);
  }

  boolean hasReleased(String alarm) {
    return released.contains(alarm);
  }

  List<Errand> errands() {
    return List.copyOf(errands.values());
  }

  Optional<Errand> find(String order) {
    return Optional.ofNullable(errands.get(order));
  }

  Optional<Happening.Culprit> culprit() {
    return culprit;
  }

  /** The alarm whose series showed it in fresh boots. */
  Optional<String> confirmed() {
    return confirmed;
  }

  /** What the fresh boots showed. */
  Optional<Happening.Change> change() {
    return change;
  }

  /** Whether this gain was taken for its recovery before. */
  boolean hasRecovered(String gain) {
    return events.stream()
        .anyMatch(event ->
            event.happening() instanceof Happening.Recovered(String alarm) && alarm.equals(gain));
  }

  /** The alarm of the latest recovery. */
  Optional<String> recovered() {
    return recovered;
  }

  /** The last event that says what became of it. */
  Event last(Class<? extends Happening> kind) {
    return events.reversed().stream()
        .filter(event -> kind.isInstance(event.happening()))
        .findFirst()
        .orElseThrow();
  }
}

package dev.halfspeed.regression.lifecycle;

import dev.halfspeed.store.regression.AlarmRecord;
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
public final class Regression {
  private final String id;
  private final List<Event> events = new ArrayList<>();
  private final Set<String> alarms = new LinkedHashSet<>();
  private final Set<String> released = new HashSet<>();
  private final Map<String, OrderProgress> orders = new LinkedHashMap<>();
  private @Nullable State state;
  private State beforeFix = State.WITHOUT_A_CULPRIT;
  private Instant since = Instant.EPOCH;
  private Optional<EventDetail.Culprit> culprit = Optional.empty();
  private Optional<String> confirmed = Optional.empty();
  private Optional<EventDetail.Change> change = Optional.empty();
  private Optional<String> recovered = Optional.empty();
  private Optional<EventDetail.Moved> place = Optional.empty();
  private int moves;

  /** Orders between ends that a person has set aside since. */
  private final Set<String> overtaken = new HashSet<>();

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
    State now = Lifecycle.after(before, beforeFix, event.detail());
    // Its deadlines begin anew where it is measured anew.
    if (before != now || event.detail() instanceof EventDetail.Moved) {
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
    switch (event.detail()) {
      case EventDetail.Detected(String alarm) -> alarms.add(alarm);
      case EventDetail.Joined(String alarm, String _) -> alarms.add(alarm);
      case EventDetail.Released(String alarm, String _) -> {
        alarms.remove(alarm);
        released.add(alarm);
      }
      case EventDetail.Wanted(Order order) ->
          orders.put(order.key(), new OrderProgress(order, event.at()));
      case EventDetail.Asked(String order, String id) -> progress(order).asked(id);
      case EventDetail.Started(String order, String campaign) -> progress(order).started(campaign);
      case EventDetail.Refused(String order, String why, boolean passing) ->
          progress(order).refused(event.at(), why, passing);
      case EventDetail.Ended(String order, Finding finding) -> progress(order).ended(finding);
      case EventDetail.Confirmed(String alarm, EventDetail.Change seen) -> {
        confirmed = Optional.of(alarm);
        change = Optional.ofNullable(seen);
      }
      case EventDetail.CulpritFound(EventDetail.Culprit found) -> culprit = Optional.of(found);
      case EventDetail.Blamed(EventDetail.Commit commit, String reason) ->
          culprit =
              Optional.of(
                  new EventDetail.Culprit(
                      commit, null, null, null, event.principal() + " says: " + reason));
      case EventDetail.Recovered(String alarm) -> recovered = Optional.of(alarm);
      case EventDetail.Moved move -> {
        place = Optional.of(move);
        moves++;
        confirmed = Optional.empty();
        change = Optional.empty();
        culprit = Optional.empty();
        orders.values().stream()
            .map(OrderProgress::order)
            .filter(order -> order.purpose() != Order.Purpose.FIX)
            .forEach(order -> overtaken.add(order.key()));
      }
      case EventDetail.Held _,
          EventDetail.Bisecting _,
          EventDetail.WithoutCulprit _,
          EventDetail.Insignificant _,
          EventDetail.Infrastructure _,
          EventDetail.Relapsed _,
          EventDetail.Fixed _,
          EventDetail.Merged _,
          EventDetail.Ignored _,
          EventDetail.Retracted _,
          EventDetail.Told _ -> {}
    }
  }

  private OrderProgress progress(String order) {
    OrderProgress progress = orders.get(order);
    if (progress == null) {
      throw new IllegalTransitionException("nobody wanted the campaign " + order);
    }
    return progress;
  }

  /** Tells regressions apart: "r" and some digits. */
  public String id() {
    return id;
  }

  /** Where it stands. */
  public State state() {
    return Objects.requireNonNull(state);
  }

  /** When it came to this state. */
  public Instant since() {
    return since;
  }

  /** When its first alarm was taken for it. */
  public Instant detectedAt() {
    return events.getFirst().at();
  }

  /** What has happened to it, in order. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  /** The number that its next event takes. */
  public int nextNumber() {
    return events.size() + 1;
  }

  /** Keys of the alarms that are taken for it, in the order in which they came. */
  public List<String> alarms() {
    return List.copyOf(alarms);
  }

  /** An alarm of it, between the ends that a person gave it where one did. */
  AlarmRecord placed(AlarmRecord alarm) {
    return place
        .filter(_ -> alarms.contains(alarm.key()))
        .filter(move -> move.repository().equals(alarm.repository()))
        .map(move -> alarm.between(move.good().id(), move.bad().id()))
        .orElse(alarm);
  }

  /** How often a person has moved it. */
  public int moves() {
    return moves;
  }

  /** The event by which a person moved it last; empty where nobody did. */
  public Optional<Event> moved() {
    return events.reversed().stream()
        .filter(event -> event.detail() instanceof EventDetail.Moved)
        .findFirst();
  }

  /** The key of an order about where the change lies now: another one each time it was moved. */
  public String orderKey(String what) {
    return id + "/" + what + (moves == 0 ? "" : "/moved-" + moves);
  }

  /** Whether an order was about ends that a person has set aside since. */
  public boolean isOvertaken(Order order) {
    return overtaken.contains(order.key());
  }

  /** Its events since a person moved it last; all of them where nobody did. */
  public List<Event> eventsInPlace() {
    return List.copyOf(events.subList(moved().map(Event::number).orElse(0), events.size()));
  }

  /** Keys of the alarms that were taken for it, and are not of it. */
  Set<String> released() {
    return Set.copyOf(released);
  }

  /** Whether an alarm was taken for it, and is not of it. */
  public boolean hasReleased(String alarm) {
    return released.contains(alarm);
  }

  /** What the lab was to do for it, in the order in which it became due. */
  public List<OrderProgress> orders() {
    return List.copyOf(orders.values());
  }

  /** The progress of an order, by its key; empty where nobody wanted it. */
  public Optional<OrderProgress> find(String order) {
    return Optional.ofNullable(orders.get(order));
  }

  /** The commit that was proved, or that a person named; empty while there is none. */
  public Optional<EventDetail.Culprit> culprit() {
    return culprit;
  }

  /** The alarm whose series showed it in fresh boots. */
  public Optional<String> confirmed() {
    return confirmed;
  }

  /** What the fresh boots showed. */
  public Optional<EventDetail.Change> change() {
    return change;
  }

  /** Whether this gain was taken for its recovery before. */
  public boolean hasRecovered(String gain) {
    return events.stream()
        .anyMatch(event ->
            event.detail() instanceof EventDetail.Recovered(String alarm) && alarm.equals(gain));
  }

  /** The alarm of the latest recovery. */
  public Optional<String> recovered() {
    return recovered;
  }

  /** The last event that says what became of it. */
  public Event last(Class<? extends EventDetail> kind) {
    return events.reversed().stream()
        .filter(event -> kind.isInstance(event.detail()))
        .findFirst()
        .orElseThrow();
  }
}

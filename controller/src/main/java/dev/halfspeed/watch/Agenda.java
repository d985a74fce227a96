package dev.halfspeed.watch;

import dev.halfspeed.store.watch.WatchPointRecord;
import dev.halfspeed.store.watch.WatchPointStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is to be done about a watch now: follows from its rows and the time, and from nothing else.
 * Who is killed while he does it asks again, and gets the rest of the answer.
 *
 * @param isLookDue whether the repository is to be looked at
 * @param drops points that are not measured, and why
 * @param starts points to begin, in this order
 * @param fault what keeps points from beginning though nothing else does; empty: nothing
 */
record Agenda(
    boolean isLookDue,
    List<Thinning.Drop> drops,
    List<WatchPointRecord> starts,
    Optional<String> fault) {
  /** More at once would leave nothing of a lab for others to wait for. */
  static final int MOST_AT_ONCE = 4;

  /**
   * What is known of a watch.
   *
   * @param open points without an end, by number
   * @param used machine time within the last 24 hours
   * @param costs of the last points
   */
  record Situation(
      WatchRequest request,
      WatchDetail detail,
      WatchState state,
      List<WatchPointStore.OpenPoint> open,
      Duration used,
      List<Duration> costs) {
    Situation {
      open = List.copyOf(open);
      costs = List.copyOf(costs);
    }

    private List<WatchPointRecord> waiting() {
      return open.stream()
          .filter(each -> each.campaign().isEmpty())
          .map(WatchPointStore.OpenPoint::point)
          .toList();
    }
  }

  /** What is to be done at a moment. */
  static Agenda of(Situation situation, Instant now) {
    List<WatchPointRecord> waiting = situation.waiting();
    WatchRequest request = situation.request();
    return switch (situation.state().phase()) {
      case REMOVED ->
          new Agenda(
              false,
              waiting.stream()
                  .map(point -> new Thinning.Drop(point, "the watch was removed"))
                  .toList(),
              List.of(),
              Optional.empty());
      case PAUSED -> new Agenda(false, List.of(), List.of(), Optional.empty());
      case ACTIVE -> {
        if (isOver(request, now)) {
          yield new Agenda(
              false,
              waiting.stream()
                  .map(point -> new Thinning.Drop(point, "the watch ended at " + request.until()))
                  .toList(),
              List.of(),
              Optional.empty());
        }
        if (isTooEarly(request, now)) {
          yield new Agenda(false, List.of(), List.of(), Optional.empty());
        }
        yield active(situation, waiting, now);
      }
    };
  }

  private static Agenda active(Situation situation, List<WatchPointRecord> waiting, Instant now) {
    WatchRequest request = situation.request();
    List<Thinning.Drop> drops = Thinning.of(waiting, request.backlog(), rebuilt(request));
    Set<Long> dropped =
        drops.stream().map(drop -> drop.point().sequence()).collect(Collectors.toSet());
    List<WatchPointRecord> kept =
        waiting.stream().filter(point -> !dropped.contains(point.sequence())).toList();
    int underWay = situation.open().size() - waiting.size();
    var budget =
        new Budget(request.machineTimeADay(), situation.used(), situation.costs(), underWay);
    int places = Math.clamp(situation.detail().machines(), 1, MOST_AT_ONCE) - underWay;
    int room = Math.clamp(Math.min(places, budget.room()), 0, kept.size());
    return new Agenda(
        isLookDue(situation.state(), request, now),
        drops,
        kept.subList(0, room),
        budget.least().filter(_ -> !kept.isEmpty()).map(least -> tooSmall(request, least)));
  }

  private static String tooSmall(WatchRequest request, Duration least) {
    return "a point takes at least %.1f h of machine time, and the budget is %.1f h a day: remove the watch, and add it with more (--budget)"
        .formatted(least.toSeconds() / 3600.0, request.machineHoursADay());
  }

  private static Set<String> rebuilt(WatchRequest request) {
    return request.refs().stream()
        .filter(ref -> ref.kind() == WatchRequest.Kind.REBUILT)
        .map(WatchRequest.Ref::pattern)
        .collect(Collectors.toSet());
  }

  /** Whether its time has passed. */
  static boolean isOver(WatchRequest request, Instant now) {
    return request.until() != null && !now.isBefore(request.until());
  }

  /** Whether its time has not come. */
  static boolean isTooEarly(WatchRequest request, Instant now) {
    return request.start() != null && now.isBefore(request.start());
  }

  /** A look that lies in the future was written under a clock that was wrong. */
  private static boolean isLookDue(WatchState state, WatchRequest request, Instant now) {
    return state.wantsLook()
        || state
            .lookedAt()
            .map(at -> at.isAfter(now) || !now.isBefore(at.plus(request.every())))
            .orElse(true);
  }

  /**
   * When to ask again, if nothing is heard before: at the latest when the next look is due.
   *
   * @param patience the longest time
   */
  static Duration pause(Situation situation, Instant now, Duration patience) {
    return next(situation, now)
        .map(at -> Duration.between(now, at))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
        .filter(wait -> wait.compareTo(patience) < 0)
        .orElse(patience);
  }

  /** When something is due by the clock alone; empty where nothing will be. */
  private static Optional<Instant> next(Situation situation, Instant now) {
    WatchRequest request = situation.request();
    if (situation.state().phase() != WatchState.Phase.ACTIVE || isOver(request, now)) {
      return Optional.empty();
    }
    Optional<Instant> next =
        isTooEarly(request, now)
            ? Optional.ofNullable(request.start())
            : situation.state().lookedAt().map(at -> at.plus(request.every()));
    Instant until = request.until();
    return next.map(at -> until != null && until.isBefore(at) ? until : at);
  }
}

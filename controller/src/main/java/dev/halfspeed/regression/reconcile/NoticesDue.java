package dev.halfspeed.regression.reconcile;

import dev.halfspeed.regression.lifecycle.Event;
import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.NoticeKind;
import dev.halfspeed.regression.lifecycle.Regression;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which events people are told of, and when. */
final class NoticesDue {
  private NoticesDue() {}

  /** The first event of a regression that is to be told of now and was not yet. */
  static Optional<NextAction> due(Regression regression, RegressionSettings settings, Instant now) {
    List<Event> events = regression.events();
    Set<Integer> told = new HashSet<>();
    for (Event event : events) {
      if (event.detail() instanceof EventDetail.Told(int number, NoticeKind _, int _)) {
        told.add(number);
      }
    }
    for (Event event : events) {
      Optional<NoticeKind> noticeKind = of(event, regression, settings, now);
      if (noticeKind.isPresent() && !told.contains(event.number())) {
        return Optional.of(new NextAction.Tell(regression.id(), event.number(), noticeKind.get()));
      }
    }
    return Optional.empty();
  }

  /** What people are told of an event; empty for nothing, and while it is too early. */
  private static Optional<NoticeKind> of(
      Event event, Regression regression, RegressionSettings settings, Instant now) {
    return switch (event.detail()) {
      case EventDetail.CulpritFound _ -> culprit(event, regression, settings, now);
      case EventDetail.WithoutCulprit none ->
          Optional.of(none.isConfirmed() ? NoticeKind.NO_CULPRIT : NoticeKind.UNCONFIRMED);
      case EventDetail.Fixed _ -> Optional.of(NoticeKind.FIXED);
      case EventDetail.Infrastructure _ -> Optional.of(NoticeKind.MACHINE);
      case EventDetail.Retracted _, EventDetail.Blamed _, EventDetail.Moved _ ->
          Optional.of(NoticeKind.CORRECTION);
      case EventDetail.Insignificant _, EventDetail.Ignored _, EventDetail.Merged _ ->
          Optional.of(NoticeKind.NOTHING);
      case EventDetail.Detected _,
          EventDetail.Joined _,
          EventDetail.Released _,
          EventDetail.Held _,
          EventDetail.Wanted _,
          EventDetail.Asked _,
          EventDetail.Started _,
          EventDetail.Refused _,
          EventDetail.Ended _,
          EventDetail.Confirmed _,
          EventDetail.Bisecting _,
          EventDetail.Recovered _,
          EventDetail.Relapsed _,
          EventDetail.Told _ ->
          Optional.empty();
    };
  }

  /**
   * Nobody hears of a culprit that was merged, withdrawn or replaced before it was told. The checks
   * of other series are waited for, but not for ever.
   */
  private static Optional<NoticeKind> culprit(
      Event event, Regression regression, RegressionSettings settings, Instant now) {
    boolean isOld =
        regression.events().stream()
            .filter(later -> later.number() > event.number())
            .map(Event::detail)
            .anyMatch(later ->
                later instanceof EventDetail.Merged
                    || later instanceof EventDetail.Ignored
                    || later instanceof EventDetail.Retracted
                    || later instanceof EventDetail.Blamed
                    || later instanceof EventDetail.Moved);
    if (isOld) {
      return Optional.of(NoticeKind.NOTHING);
    }
    return CulpritSearch.isChecked(regression)
            || !now.isBefore(event.at().plus(settings.checkWithin()))
        ? Optional.of(NoticeKind.CULPRIT)
        : Optional.empty();
  }
}

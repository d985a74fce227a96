package dev.halfspeed.regression;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which events people are told of, and when. */
final class Tellings {
  private Tellings() {}

  /** The first event of a regression that is to be told of now and was not yet. */
  static Optional<NextAction> due(Regression regression, RegressionSettings settings, Instant now) {
    List<Event> events = regression.events();
    Set<Integer> told = new HashSet<>();
    for (Event event : events) {
      if (event.happening() instanceof Happening.Told(int number, Telling _, int _)) {
        told.add(number);
      }
    }
    for (Event event : events) {
      Optional<Telling> telling = of(event, regression, settings, now);
      if (telling.isPresent() && !told.contains(event.number())) {
        return Optional.of(new NextAction.Tell(regression.id(), event.number(), telling.get()));
      }
    }
    return Optional.empty();
  }

  /** What people are told of an event; empty for nothing, and while it is too early. */
  private static Optional<Telling> of(
      Event event, Regression regression, RegressionSettings settings, Instant now) {
    return switch (event.happening()) {
      case Happening.CulpritFound _ -> culprit(event, regression, settings, now);
      case Happening.WithoutCulprit none ->
          Optional.of(none.isConfirmed() ? Telling.NO_CULPRIT : Telling.UNCONFIRMED);
      case Happening.Fixed _ -> Optional.of(Telling.FIXED);
      case Happening.Infrastructure _ -> Optional.of(Telling.MACHINE);
      case Happening.Retracted _, Happening.Blamed _ -> Optional.of(Telling.CORRECTION);
      case Happening.Insignificant _, Happening.Ignored _, Happening.Merged _ ->
          Optional.of(Telling.NOTHING);
      case Happening.Detected _,
          Happening.Joined _,
          Happening.Released _,
          Happening.Held _,
          Happening.Wanted _,
          Happening.Asked _,
          Happening.Started _,
          Happening.Refused _,
          Happening.Ended _,
          Happening.Confirmed _,
          Happening.Bisecting _,
          Happening.Recovered _,
          Happening.Relapsed _,
          Happening.Told _ ->
          Optional.empty();
    };
  }

  /**
   * Nobody hears of a culprit that was merged, withdrawn or replaced before it was told. The checks
   * of other series are waited for, but not for ever.
   */
  private static Optional<Telling> culprit(
      Event event, Regression regression, RegressionSettings settings, Instant now) {
    boolean isOld =
        regression.events().stream()
            .filter(later -> later.number() > event.number())
            .map(Event::happening)
            .anyMatch(later ->
                later instanceof Happening.Merged
                    || later instanceof Happening.Ignored
                    || later instanceof Happening.Retracted
                    || later instanceof Happening.Blamed);
    if (isOld) {
      return Optional.of(Telling.NOTHING);
    }
    return CulpritSearch.isChecked(regression)
            || !now.isBefore(event.at().plus(settings.checkWithin()))
        ? Optional.of(Telling.CULPRIT)
        : Optional.empty();
  }
}

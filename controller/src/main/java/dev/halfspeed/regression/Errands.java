package dev.halfspeed.regression;

import java.time.Instant;
import java.util.Optional;

/** What the orders of a regression need next. */
final class Errands {
  private Errands() {}

  /** Asks for the campaign of an order, or sees how it is getting on; empty where it is settled. */
  static Optional<Action> go(Regression regression, Errand errand, Instant now) {
    if (errand.isRunning()) {
      return Optional.of(
          new Action.Look(regression.id(), errand.order(), errand.campaign().orElseThrow()));
    }
    return errand.isDue(now)
        ? Optional.of(new Action.Submit(regression.id(), errand))
        : Optional.empty();
  }

  /** Sees how what is still running is getting on. */
  static Optional<Action> look(Regression regression, Instant now) {
    return regression.errands().stream()
        .filter(Errand::isRunning)
        .findFirst()
        .flatMap(errand -> go(regression, errand, now));
  }
}

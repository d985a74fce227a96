package dev.halfspeed.regression;

import java.time.Instant;
import java.util.Optional;

/** What the orders of a regression need next. */
final class OrderSteps {
  private OrderSteps() {}

  /** Asks for the campaign of an order; empty while it runs, or waits for its next try. */
  static Optional<NextAction> go(Regression regression, OrderProgress progress, Instant now) {
    return progress.isDue(now)
        ? Optional.of(new NextAction.Submit(regression.id(), progress))
        : Optional.empty();
  }
}

package dev.halfspeed.regression.reconcile;

import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.Order;
import dev.halfspeed.regression.lifecycle.OrderProgress;
import dev.halfspeed.regression.lifecycle.Regression;
import dev.halfspeed.store.regression.AlarmRecord;
import java.time.Instant;
import java.util.Optional;

/** The steps that more than one state of a regression knows, and the orders of comparisons. */
final class NextSteps {
  private NextSteps() {}

  /** An event of a regression that can be due once at a place in its history. */
  static Optional<NextAction> append(Regression regression, String what, EventDetail detail) {
    return Optional.of(
        new NextAction.Append(
            regression.id(), regression.id() + "/" + what + "/" + regression.nextNumber(), detail));
  }

  /** An order that is new. */
  static Optional<NextAction> want(Regression regression, Order order) {
    return Optional.of(
        new NextAction.Append(regression.id(), order.key(), new EventDetail.Wanted(order)));
  }

  /** Asks for the campaign of an order; empty while it runs, or waits for its next try. */
  static Optional<NextAction> ask(Regression regression, OrderProgress progress, Instant now) {
    return progress.isDue(now)
        ? Optional.of(new NextAction.Submit(regression.id(), progress))
        : Optional.empty();
  }

  /** A comparison of both sides of an alarm. */
  static Order confirmation(Regression regression, AlarmRecord alarm) {
    return new Order(
        regression.orderKey("confirm/" + alarm.key()),
        Order.Purpose.CONFIRM,
        alarm.key(),
        alarm.good(),
        alarm.bad());
  }

  /** One comparison of a culprit with its first parent, in the series of an alarm. */
  static Order check(Regression regression, AlarmRecord alarm, EventDetail.Culprit culprit) {
    String commit = culprit.commit().id();
    return new Order(
        regression.orderKey("check/" + commit + "/" + alarm.key()),
        Order.Purpose.CHECK,
        alarm.key(),
        commit + "~1",
        commit);
  }
}

package dev.halfspeed.regression.reconcile;

import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.NoticeKind;
import dev.halfspeed.regression.lifecycle.Order;
import dev.halfspeed.regression.lifecycle.OrderProgress;

/** What is to be done now. */
public sealed interface NextAction {
  /**
   * Write an event.
   *
   * @param key unique among all events
   */
  record Append(String regression, String key, EventDetail detail) implements NextAction {}

  /** Ask for the campaign of an order. */
  record Submit(String regression, OrderProgress progress) implements NextAction {}

  /** See whether a campaign that the lab was asked for, and that is not due now, has begun. */
  record Settle(String regression, Order order, String campaign) implements NextAction {}

  /** Have a campaign end that nobody needs any more. */
  record Cancel(String regression, Order order, String campaign) implements NextAction {}

  /** See whether a campaign has ended. */
  record Look(String regression, Order order, String campaign) implements NextAction {}

  /**
   * Write notices about an event.
   *
   * @param event its number
   */
  record Tell(String regression, int event, NoticeKind noticeKind) implements NextAction {}
}

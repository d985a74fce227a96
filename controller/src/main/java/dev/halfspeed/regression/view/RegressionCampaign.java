package dev.halfspeed.regression.view;

import dev.halfspeed.regression.lifecycle.Order;
import dev.halfspeed.regression.lifecycle.OrderProgress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A campaign that a regression needed, for people.
 *
 * @param purpose what it is for, in words
 * @param good revision without the change
 * @param bad revision with it
 * @param campaign absent while it has not begun
 * @param state waiting, running, ended, or refused
 * @param words how it ended, or why it was refused last; empty where nothing is to be said
 */
public record RegressionCampaign(
    Instant wantedAt,
    String purpose,
    boolean isBisection,
    String good,
    String bad,
    @Nullable String campaign,
    String state,
    String words) {
  /** Of an order of a regression. */
  public static RegressionCampaign of(OrderProgress progress) {
    Order order = progress.order();
    return new RegressionCampaign(
        progress.wantedAt(),
        switch (order.purpose()) {
          case CONFIRM -> "confirm it with fresh boots";
          case BISECT -> "find the commit";
          case CHECK -> "try the culprit in another series";
          case FIX -> "find the fix";
        },
        order.purpose().isBisection(),
        order.good(),
        order.bad(),
        progress.campaign().orElse(null),
        progress.finding().isPresent()
            ? "ended"
            : progress.campaign().isPresent()
                ? "running"
                : progress.isRefused() ? "refused" : "waiting",
        progress.finding().map(RegressionHistory::finding).or(progress::refusal).orElse(""));
  }
}

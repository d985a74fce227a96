package dev.halfspeed.regression.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * A campaign that a regression needs.
 *
 * @param key unique among all orders: an order is carried out once, however often it is given;
 *     begins with the regression's id and a slash
 * @param alarm whose recipe, parameters, lab and metric are measured
 * @param good revision without the change
 * @param bad revision with it
 * @param comparison a campaign that has compared these two; absent: none has
 */
public record Order(
    String key,
    Purpose purpose,
    String alarm,
    String good,
    String bad,
    @Nullable String comparison) {
  /** One whose ends nobody has compared. */
  public Order(String key, Purpose purpose, String alarm, String good, String bad) {
    this(key, purpose, alarm, good, bad, null);
  }

  /** The regression that needs it. */
  public String regression() {
    return key.substring(0, key.indexOf('/'));
  }

  /** What it is for. */
  public enum Purpose {
    /** A comparison of both sides of an alarm. */
    CONFIRM,
    /** A bisection between them. */
    BISECT,
    /** A comparison of a culprit with its parent, in another series. */
    CHECK,
    /** A bisection that looks for the improvement which ended the regression. */
    FIX;

    /** Whether it is a bisection. */
    public boolean isBisection() {
      return this == BISECT || this == FIX;
    }
  }
}

package dev.halfspeed.regression;

import dev.halfspeed.regression.lifecycle.Finding;
import dev.halfspeed.regression.lifecycle.Order;
import dev.halfspeed.store.regression.AlarmRecord;
import java.util.Optional;

/** The lab, as narrow as regressions need it. */
public interface Campaigns {
  /** An id for the campaign of an order; it is written down before anything begins. */
  String newId(Order order);

  /**
   * Begins the campaign of an order; one of its id that is there is left as it is.
   *
   * @param campaign of {@link #newId}
   * @param alarm what is measured, and how
   */
  Submission submit(String campaign, Order order, AlarmRecord alarm);

  /** Whether there is a campaign of an id, ended or not. */
  boolean isBegun(String campaign);

  /** Has a campaign end that nobody needs any more. Does nothing to one that has ended. */
  void cancel(String campaign, Order order);

  /** How a campaign ended; empty while it has not. */
  Optional<Finding> look(Order order, String campaign);

  /** What came of a submission. */
  sealed interface Submission {
    /** It runs. */
    record Accepted() implements Submission {}

    /**
     * It does not.
     *
     * @param passing whether it may be accepted later
     */
    record Refused(String why, boolean passing) implements Submission {}
  }
}

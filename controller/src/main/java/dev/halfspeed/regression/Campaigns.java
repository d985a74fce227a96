package dev.halfspeed.regression;

import dev.halfspeed.store.AlarmRecord;
import java.util.Optional;

/** The lab, as narrow as regressions need it. */
public interface Campaigns {
  /**
   * Starts the campaign of an order, or finds the one that was started for it.
   *
   * @param alarm what is measured, and how
   */
  Submission submit(Order order, AlarmRecord alarm);

  /** How a campaign ended; empty while it has not. */
  Optional<Finding> look(Order order, String campaign);

  /** What came of a submission. */
  sealed interface Submission {
    /** It runs. */
    record Accepted(String campaign) implements Submission {}

    /**
     * It does not.
     *
     * @param passing whether it may be accepted later
     */
    record Refused(String why, boolean passing) implements Submission {}
  }
}

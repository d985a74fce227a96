package dev.halfspeed.store.regression;

import java.util.List;
import java.util.Optional;

/** The ledger: who was told what and when, and what was not sent and why. */
public interface NoticeStore {
  /**
   * Adds a notice.
   *
   * @param withheld why it is not sent; empty for one that is
   * @return false when one of its key is there
   */
  boolean add(NoticeRecord notice, Optional<String> withheld);

  /**
   * Adds an attempt.
   *
   * @return false when the notice was sent, withheld or given up already
   */
  boolean add(NoticeAttemptRecord attempt);

  /** All notices in the order in which they came. */
  List<NoticeRecord> all();

  /** Those that were neither sent, nor withheld, nor given up. */
  List<NoticeRecord> open();

  /** All attempts in the order in which they came. */
  List<NoticeAttemptRecord> attempts();
}

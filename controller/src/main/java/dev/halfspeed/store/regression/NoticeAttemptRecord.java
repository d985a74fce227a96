package dev.halfspeed.store.regression;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A try to deliver a notice, or the decision not to.
 *
 * @param notice key of the notice
 * @param words what the other side said, or why it was not sent
 * @param nextAt when it is tried again; absent where it is not
 */
public record NoticeAttemptRecord(
    String notice, Instant at, Outcome outcome, String words, @Nullable Instant nextAt) {
  /** How it went. */
  public enum Outcome {
    /** It is being sent; where nothing follows, nobody knows whether it arrived. */
    TRYING,
    SENT,
    FAILED,
    /** Deliberately not sent. */
    WITHHELD
  }

  /** Whether nothing more is tried. */
  public boolean isLast() {
    return switch (outcome) {
      case TRYING -> false;
      case SENT, WITHHELD -> true;
      case FAILED -> nextAt == null;
    };
  }
}

package dev.halfspeed.store.access;

import java.time.Instant;
import java.util.Optional;

/** Answers that are given again when a request comes a second time. */
public interface AnswerStore {
  /**
   * Adds an answer, and forgets those from before a moment.
   *
   * @return false when there is one to this key of this principal already; it stays then
   */
  boolean add(AnswerRecord answer, Instant forgotten);

  /** The answer to a key of a principal. */
  Optional<AnswerRecord> find(String principal, String key);
}

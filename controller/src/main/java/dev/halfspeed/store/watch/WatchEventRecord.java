package dev.halfspeed.store.watch;

import java.time.Instant;

/**
 * What was done with a watch, or happened to it.
 *
 * @param watch id of the watch
 * @param principal who did it; empty for the controller itself
 * @param reason for people; may be empty
 */
public record WatchEventRecord(
    String watch, Instant at, Kind kind, String principal, String reason) {

  /** What happened. */
  public enum Kind {
    /** A person wants no new points. */
    PAUSED,
    RESUMED,
    /** A person wants the repository to be looked at now. */
    RUN_NOW,
    /** It is over for good. */
    REMOVED,
    /** The repository was looked at; what was new has become points. */
    LOOKED,
    /** Something keeps it from its work: the reason says what. */
    FAULT,
    /** Nothing does any more. */
    WELL
  }
}

package dev.halfspeed.health;

import java.time.Instant;

/**
 * Whether a machine may be given work, and why.
 *
 * @param machine its name
 * @param address where it was then
 * @param reason for people
 * @param principal whose word it is; empty where that was not kept
 */
public record MachineStatus(
    String machine,
    String address,
    State state,
    Cause cause,
    String reason,
    Instant since,
    String principal) {

  /** What a machine may be given. */
  public enum State {
    /** Work: nobody has looked closer. */
    UNCHECKED,
    /** Work. */
    ADMITTED,
    /** No work, since something is wrong with it. */
    QUARANTINED,
    /** No work, since a person wants it so. */
    DRAINED
  }

  /** What it comes from. */
  public enum Cause {
    /** It was asked for. */
    PERSON,
    /** A whole check, or that there was none. */
    CHECK,
    /** It failed again and again: looked at every now and then, and taken back when it works. */
    FAULTS,
    /** It is not what it was: a person or a whole check takes it back. */
    DRIFT
  }

  /** Whether it gets no new work. */
  public boolean bars() {
    return switch (state) {
      case UNCHECKED, ADMITTED -> false;
      case QUARANTINED, DRAINED -> true;
    };
  }
}

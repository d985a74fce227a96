package dev.halfspeed.regression.lifecycle;

import java.util.Locale;

/** Where a regression stands. */
public enum State {
  /** An alarm was raised; others of the same change may join it within the hold time. */
  DETECTED,
  /** No more alarms join; fresh boots of both sides are to confirm it. */
  HELD,
  /** Fresh boots showed it; it waits for its bisection. */
  CONFIRMED,
  BISECTING,
  CULPRIT_KNOWN,
  /** Its series is well again; whether that lasts, and which commit did it, is being found out. */
  VERIFYING_THE_FIX,
  FIXED,
  /** Fresh boots did not show it. */
  INSIGNIFICANT,
  /** Real, or at least not refuted, and no commit was found. */
  WITHOUT_A_CULPRIT,
  /** A person said that it does not matter. */
  IGNORED,
  /** A machine changed, or both kernels are the same: no commit did it. */
  INFRASTRUCTURE,
  /** A person withdrew it. */
  RETRACTED,
  /** Another regression has the same proven culprit and goes on with its alarms. */
  MERGED;

  /** Whether something is still to be done about it. */
  public boolean isOpen() {
    return switch (this) {
      case DETECTED,
          HELD,
          CONFIRMED,
          BISECTING,
          CULPRIT_KNOWN,
          VERIFYING_THE_FIX,
          WITHOUT_A_CULPRIT ->
          true;
      case FIXED, INSIGNIFICANT, IGNORED, INFRASTRUCTURE, RETRACTED, MERGED -> false;
    };
  }

  /** As people read it. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

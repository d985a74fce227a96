package dev.halfspeed.regression.lifecycle;

import java.util.Locale;

/** What people are told. */
public enum NoticeKind {
  /** A commit did it. */
  CULPRIT,
  /** It is real, and no commit was found. */
  NO_CULPRIT,
  /** It was neither confirmed nor refuted. */
  UNCONFIRMED,
  /** It is well again. */
  FIXED,
  /** What was told before is withdrawn or corrected. */
  CORRECTION,
  /** A machine changed. */
  MACHINE,
  /** Nobody is told; the ledger says why. */
  NOTHING,
  /** What changed in a day. */
  DIGEST;

  /** As people read it. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

package dev.halfspeed.evidence;

/** Which of two sides is worse by the metric. */
public enum Slower {
  FIRST,
  SECOND,
  /** Not known, so that nothing has to be explained. */
  NEITHER
}

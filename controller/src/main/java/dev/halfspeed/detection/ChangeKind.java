package dev.halfspeed.detection;

/** What of a series changed. */
public enum ChangeKind {
  /** The level: this is what a bisection can look for. */
  LEVEL,

  /** The noise about an unchanged level. */
  SPREAD,

  /** The share of points that lie far off. */
  TAIL
}

package dev.halfspeed.detection;

/** Which values of a metric are better. */
public enum Better {
  /** As of a throughput. */
  HIGHER,

  /** As of a latency. */
  LOWER
}

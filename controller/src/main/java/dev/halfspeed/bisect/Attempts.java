package dev.halfspeed.bisect;

/** How often a job is tried before its failure is believed. */
final class Attempts {
  /** Runs of a recipe that gave no numbers, until the commit counts as untestable. */
  static final int REPRODUCER = 2;

  /** Infrastructure faults of one job, until the bisection stops and asks for a person. */
  static final int INFRASTRUCTURE = 3;

  private Attempts() {}
}

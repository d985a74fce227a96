package dev.halfspeed.search;

/** Work that was handed out and has not come back. */
public sealed interface Work {
  /** What is being built or booted. */
  Revision revision();

  /** The machine that does it, from 0. */
  int machine();

  /** An image is being made. */
  record Building(Revision revision, int machine) implements Work {}

  /** An image is being measured. */
  record Booting(Revision revision, int machine, int runs, Purpose purpose) implements Work {}
}

package dev.halfspeed.search;

/** Work that was handed out and has not come back. */
public sealed interface Work {
  /** What is being built or booted. */
  Image image();

  /** The machine that does it, from 0. */
  int machine();

  /** The revision of what is being built or booted. */
  default Revision revision() {
    return image().revision();
  }

  /** An image is being made. */
  record Building(Image image, int machine) implements Work {}

  /** An image is being measured. */
  record Booting(Image image, int machine, int runs, Purpose purpose) implements Work {}
}

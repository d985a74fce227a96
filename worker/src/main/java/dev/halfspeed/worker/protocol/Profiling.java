package dev.halfspeed.worker.protocol;

/**
 * That a boot is for its profile.
 *
 * @param hertz samples a second of each processor
 */
public record Profiling(int hertz) {
  public Profiling {
    if (hertz < 1) {
      throw new IllegalArgumentException(hertz + " samples a second");
    }
  }
}

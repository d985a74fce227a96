package dev.halfspeed.detection;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One point of a series: what was measured of one revision.
 *
 * @param label the revision, as people call it
 * @param time when it was measured; empty where nobody knows
 * @param value on the log scale: the ratio to the pinned reference that was booted in the same
 *     block, or the metric itself where there is no reference
 * @param variance of {@code value}, as the boots of this point show it; empty where they were too
 *     few. It has {@code boots} - 2 degrees of freedom, far too few to rely on for one point
 * @param boots that the point took, those of the reference too; at least 1
 * @param reference the reference's own level in this block, on the log scale; empty where the
 *     series has no reference
 */
public record SeriesPoint(
    String label,
    Optional<Instant> time,
    double value,
    OptionalDouble variance,
    int boots,
    OptionalDouble reference) {
  public SeriesPoint {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("the value of point " + label + " is " + value);
    }
    if (variance.isPresent()
        && !(variance.getAsDouble() >= 0 && Double.isFinite(variance.getAsDouble()))) {
      throw new IllegalArgumentException(
          "the variance of point " + label + " is " + variance.getAsDouble());
    }
    if (boots < 1) {
      throw new IllegalArgumentException("point " + label + " has " + boots + " boots");
    }
    if (reference.isPresent() && !Double.isFinite(reference.getAsDouble())) {
      throw new IllegalArgumentException(
          "the reference of point " + label + " is " + reference.getAsDouble());
    }
  }

  /** A point of which the value alone is known. */
  public static SeriesPoint of(String label, double value) {
    return new SeriesPoint(
        label, Optional.empty(), value, OptionalDouble.empty(), 1, OptionalDouble.empty());
  }

  /** The reference's level of this point, as a point of the reference's own series. */
  SeriesPoint ofTheReference() {
    return new SeriesPoint(
        label,
        time,
        reference.orElseThrow(),
        OptionalDouble.empty(),
        boots,
        OptionalDouble.empty());
  }
}

package dev.halfspeed.store.watch;

import java.time.Instant;

/**
 * One value of a series.
 *
 * @param sequence its number in the store, in the order in which values came; 0 for one that is not
 *     kept yet
 * @param series id of the series
 * @param point number of the point
 * @param ratio natural logarithm of the new kernel's value by the reference's, in one block
 * @param ratioVariance of that
 * @param level natural logarithm of the reference's own value
 * @param levelVariance of that
 * @param boots of both kernels
 */
public record SeriesValueRecord(
    long sequence,
    String series,
    long point,
    Instant at,
    double ratio,
    double ratioVariance,
    double level,
    double levelVariance,
    int boots) {
  /** Refuses what is no number: it would be evidence of nothing. */
  public SeriesValueRecord {
    if (!Double.isFinite(ratio)
        || !Double.isFinite(level)
        || !(ratioVariance >= 0)
        || !(levelVariance >= 0)) {
      throw new IllegalArgumentException(
          "series %s: %s +- %s, level %s +- %s"
              .formatted(series, ratio, ratioVariance, level, levelVariance));
    }
  }
}

package dev.halfspeed.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which part of a series is meant.
 *
 * @param from the first moment; empty: by the other end, or by the change
 * @param until the first moment after it; likewise
 * @param change beginning of the id of a commit with which a change came; empty: the newest change
 */
public record SeriesRange(
    Optional<Instant> from, Optional<Instant> until, Optional<String> change) {
  /** One week before a change, and one after it. */
  static final Duration WEEK = Duration.ofDays(7);

  /** The whole range around a moment, where nothing else was asked. */
  SeriesRange around(Instant moment) {
    Instant begin =
        from.orElseGet(
            () -> until.map(end -> end.minus(WEEK).minus(WEEK)).orElse(moment.minus(WEEK)));
    return new SeriesRange(
        Optional.of(begin),
        Optional.of(
            until.orElseGet(
                () -> from.map(start -> start.plus(WEEK).plus(WEEK)).orElse(moment.plus(WEEK)))),
        change);
  }
}

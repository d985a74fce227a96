package dev.halfspeed.store.watch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The series that the values of watches' points make, and how far each was examined for changes.
 */
public interface SeriesStore {
  /** The series of a watch in the order in which they began. */
  List<SeriesRecord> all(String watch);

  /** The values of a series with their points, in the order of the points. */
  List<SeriesPoint> values(String series);

  /** A value and the point that it belongs to. */
  record SeriesPoint(WatchPointRecord point, SeriesValueRecord value) {}

  /**
   * The newest values of a series whose points were seen within a time, at most so many, in the
   * order of the points.
   *
   * @param from the first moment
   * @param until the first moment after it
   */
  List<MeasuredPoint> values(String series, Instant from, Instant until, int limit);

  /** When the point of a commit was seen that has a value in a series. */
  Optional<Instant> seenAt(String series, String commit);

  /**
   * A value, what people know its point by, and the campaign that measured it.
   *
   * @param seenAt when the point was seen first
   * @param campaign empty where the point was settled without one
   */
  record MeasuredPoint(
      String name,
      String commit,
      String subject,
      Instant seenAt,
      SeriesValueRecord value,
      Optional<String> campaign) {}

  /** The series of a watch in the order in which they began, each with how far it has come. */
  List<SeriesSummary> summaries(String watch);

  /**
   * A series in short.
   *
   * @param values how many it has
   * @param last its newest value
   */
  record SeriesSummary(SeriesRecord series, int values, SeriesPoint last) {}

  /** Series of a watch that have values since they were examined for changes. */
  List<SeriesRecord> unexamined(String watch);

  /** A series was examined up to its value of this number. */
  void examined(String series, long value, Instant at);
}

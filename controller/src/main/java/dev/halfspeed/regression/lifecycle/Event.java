package dev.halfspeed.regression.lifecycle;

import dev.halfspeed.json.RowJson;
import dev.halfspeed.store.regression.RegressionEventRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Something that happened to a regression.
 *
 * @param number its place among the regression's events, from 1
 * @param key unique among all events
 * @param principal the person who did it, or {@link #OURSELVES}
 */
public record Event(
    String regression, int number, String key, Instant at, String principal, EventDetail detail) {
  /** Nobody but the program itself. */
  public static final String OURSELVES = "halfspeed";

  private static final Map<String, Class<?>> KINDS =
      Arrays.stream(EventDetail.class.getPermittedSubclasses())
          .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));

  /** As the store keeps it. */
  RegressionEventRecord record() {
    return new RegressionEventRecord(
        regression,
        number,
        key,
        at,
        principal,
        detail.getClass().getSimpleName(),
        RowJson.write(detail));
  }

  /** What the store keeps. */
  static Event of(RegressionEventRecord record) {
    Class<?> kind = Objects.requireNonNull(KINDS.get(record.kind()), "event kind " + record.kind());
    return new Event(
        record.regression(),
        record.number(),
        record.key(),
        record.at(),
        record.principal(),
        (EventDetail) RowJson.read(record.detailJson(), kind));
  }
}

package dev.halfspeed.regression.lifecycle;

import dev.halfspeed.store.regression.RegressionEventRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

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

  /** A finding is the only value in an event that comes in several kinds. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addMixIn(Finding.class, FindingKinds.class)
          .build();

  /** As the store keeps it. */
  RegressionEventRecord record() {
    return new RegressionEventRecord(
        regression,
        number,
        key,
        at,
        principal,
        detail.getClass().getSimpleName(),
        MAPPER.writeValueAsString(detail));
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
        (EventDetail) MAPPER.readValue(record.detailJson(), kind));
  }
}

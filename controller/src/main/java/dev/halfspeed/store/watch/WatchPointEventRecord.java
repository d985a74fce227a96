package dev.halfspeed.store.watch;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a point. Each kind happens once, and a point has one end.
 *
 * @param point its number
 * @param campaign that measures it; only with {@link Kind#STARTED}
 * @param reason for people; may be empty
 * @param machineTime how long machines worked for it; absent where nothing ran
 */
public record WatchPointEventRecord(
    long point,
    Instant at,
    Kind kind,
    @Nullable String campaign,
    String reason,
    @Nullable Duration machineTime) {

  /** What happened. */
  public enum Kind {
    /**
     * It is measured by a campaign. Written before the campaign exists, so that it begins once
     * however often the controller dies.
     */
    STARTED,
    /** It has its values. */
    MEASURED,
    /** It has none, and will have none. */
    FAILED,
    /** It is not measured. */
    DROPPED
  }
}

package dev.halfspeed.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A check of a machine, and how it ended.
 *
 * @param address how the machine was reached
 * @param kind full, again
 * @param requestJson the request as it came
 * @param detailJson what was resolved from it
 * @param endedAt absent while it is not known to have ended, like all that follows
 * @param message what was found, for people
 * @param findingJson the figures; absent also where too little was measured
 */
public record CheckRecord(
    String id,
    String machine,
    String address,
    String kind,
    Instant startedAt,
    String requestJson,
    String detailJson,
    @Nullable Instant endedAt,
    @Nullable String verdict,
    @Nullable String message,
    @Nullable String findingJson) {}

package dev.halfspeed.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A bisection as it was asked for, and how it ended.
 *
 * @param requestJson the request as it came
 * @param state the state's name; {@code RUNNING} until {@link Store#endBisection}
 * @param endedAt absent while it runs
 * @param endingJson the conclusion; absent while it runs
 * @param detailJson what was resolved from the request and must not be resolved again, such as the
 *     range and the recipe's digest
 */
public record BisectionRecord(
    String id,
    Instant createdAt,
    String requestJson,
    String state,
    @Nullable Instant endedAt,
    @Nullable String endingJson,
    String detailJson) {}

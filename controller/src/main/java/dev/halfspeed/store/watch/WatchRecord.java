package dev.halfspeed.store.watch;

import java.time.Instant;

/**
 * A watch, as it was added. What a person did with it since are its events.
 *
 * @param name that people know it by; free again once the watch was removed
 * @param owner who added it; empty where that is not known
 * @param requestJson as it was asked
 * @param detailJson what was resolved when it was added, such as the pinned reference
 */
public record WatchRecord(
    String id,
    String name,
    String owner,
    Instant createdAt,
    String requestJson,
    String detailJson) {}

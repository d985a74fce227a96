package dev.halfspeed.report.view.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token that was given to somebody; never the token itself.
 *
 * @param role viewer, operator or admin
 * @param state live, expired or revoked
 * @param madeBy who made it
 * @param expiresAt absent: never
 * @param revokedBy absent: nobody has revoked it
 * @param lastUsedAt to the minute; absent: never
 */
public record TokenView(
    String name,
    String role,
    String state,
    String madeBy,
    Instant madeAt,
    @Nullable Instant expiresAt,
    @Nullable String revokedBy,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt) {}

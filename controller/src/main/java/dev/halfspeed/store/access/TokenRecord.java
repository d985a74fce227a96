package dev.halfspeed.store.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token that was given to somebody.
 *
 * @param name what people call it
 * @param role viewer, operator or admin
 * @param digest SHA-256 of the token in hexadecimal; the token itself is kept nowhere
 * @param madeBy name of the principal who made it
 * @param expiresAt absent: never
 * @param revokedBy absent: nobody has revoked it
 * @param lastUsedAt about when it was shown last; absent: never
 */
public record TokenRecord(
    String name,
    String role,
    String digest,
    String madeBy,
    Instant madeAt,
    @Nullable Instant expiresAt,
    @Nullable String revokedBy,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt) {

  /** Whether it lets anybody in at a moment. */
  public boolean isLive(Instant now) {
    return revokedAt == null && (expiresAt == null || expiresAt.isAfter(now));
  }
}

package dev.halfspeed.store.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An image that was built; one that was there already and was used again is no other.
 *
 * @param number counts what machines did, so that later images have higher ones
 * @param job that built it, with {@code attempt}
 * @param campaign that asked for it first
 * @param buildId which the running kernel tells, too
 * @param bytes of the kernel
 * @param builtAt when the build ended
 * @param boots measured boots of it
 * @param campaigns that these boots were for
 */
public record BuildRow(
    long number,
    String job,
    int attempt,
    String campaign,
    String machine,
    String commit,
    @Nullable String subject,
    String buildId,
    String configSha256,
    String release,
    String compiler,
    long bytes,
    Instant builtAt,
    int boots,
    int campaigns) {}

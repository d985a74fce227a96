package dev.halfspeed.store;

import java.time.Instant;

/**
 * An image that lies on a machine.
 *
 * @param key what it was built from, so that the same is not built twice
 * @param commit full id of the commit it was built for first
 * @param tree full id of that commit's tree
 * @param buildId the kernel's own, as /sys/kernel/notes tells it
 * @param kernelSha256 digest of the kernel file
 * @param bytes space that it takes on the machine
 * @param buildSeconds time that building it took
 * @param usedAt when it was built or last booted
 */
public record ImageRecord(
    String key,
    String machine,
    String commit,
    String tree,
    String buildId,
    String kernelSha256,
    long bytes,
    double buildSeconds,
    Instant builtAt,
    Instant usedAt) {}

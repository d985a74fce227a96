package dev.halfspeed.store.machine;

import java.time.Instant;

/**
 * A git repository that requests name.
 *
 * @param path on the controller's disk, absolute
 * @param byPath whether it got its name by itself, when somebody named its path
 * @param addedBy name of the principal
 */
public record RepositoryRecord(
    String name, String path, boolean byPath, String addedBy, Instant addedAt) {}

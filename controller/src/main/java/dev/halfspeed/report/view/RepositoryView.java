package dev.halfspeed.report.view;

import java.time.Instant;

/**
 * A git repository that requests name.
 *
 * @param path on the controller's disk
 * @param byPath whether it got its name by itself, when somebody named its path
 * @param addedBy whoever did
 */
public record RepositoryView(
    String name, String path, boolean byPath, String addedBy, Instant addedAt) {}

package dev.halfspeed.watch;

import java.time.Instant;

/**
 * A branch or a tag as a look found it.
 *
 * @param name without refs/heads/ and the like
 * @param commit full id
 */
public record Tip(String name, boolean isTag, String commit, String subject, Instant committedAt) {}

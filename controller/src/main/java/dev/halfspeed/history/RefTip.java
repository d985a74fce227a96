package dev.halfspeed.history;

/**
 * A branch or a tag, and the commit that it names.
 *
 * @param name without refs/heads/, refs/remotes/ or refs/tags/
 */
public record RefTip(String name, boolean isTag, CommitInfo commit) {}

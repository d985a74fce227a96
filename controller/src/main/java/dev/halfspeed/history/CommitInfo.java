package dev.halfspeed.history;

import java.time.Instant;

/**
 * What people want to know of a commit.
 *
 * @param id all 40 hexadecimal digits
 * @param tree id of its tree; two commits of the same tree have the same source
 * @param subject first line of its message
 * @param author the author's name
 * @param committedAt when the committer says that it was made
 */
public record CommitInfo(
    String id, String tree, String subject, String author, Instant committedAt) {

  /** The first 12 digits of the id, as the kernel's people write it. */
  public String shortId() {
    return id.substring(0, 12);
  }
}

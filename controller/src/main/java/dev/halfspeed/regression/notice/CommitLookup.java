package dev.halfspeed.regression.notice;

import java.util.Optional;

/** What a repository says of a commit. */
public interface CommitLookup {
  /** Empty where the repository, or the commit in it, can't be read. */
  Optional<Facts> of(String repository, String commit);

  /**
   * What people want to know of a commit.
   *
   * @param isUpstream whether the repository is a tree of the kernel's people
   * @param people whom it concerns, by its message and the tree's MAINTAINERS
   */
  record Facts(String id, String subject, boolean isUpstream, Audience.People people) {}
}

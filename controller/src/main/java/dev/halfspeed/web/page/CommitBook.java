package dev.halfspeed.web.page;

/** What a repository tells of commits. */
public interface CommitBook {
  /** His name; empty where it can't be read. */
  String author(String commit);

  /** The whole of it; empty where it can't be read. */
  String message(String commit);
}

package dev.halfspeed.regression;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.lifecycle.EventDetail;

/** Reads the ends of a range that a person names. */
public interface EndsLookup {
  /**
   * The ends.
   *
   * @param repository path on the controller's disk
   * @param good a revision of it, like {@code bad}
   * @throws Problem when one of them can't be read, or no commit lies between them
   */
  Ends ends(String repository, String good, String bad) throws Problem;

  /** A commit before a change and one after it. */
  record Ends(EventDetail.Commit good, EventDetail.Commit bad) {}
}

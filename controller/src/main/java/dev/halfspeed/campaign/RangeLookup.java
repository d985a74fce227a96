package dev.halfspeed.campaign;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.util.Set;

/** The commits between which a bisection searches, found anew in its repository. */
public interface RangeLookup {
  /**
   * A range.
   *
   * @throws Problem where the campaign has none, or its repository can't be read
   */
  Range of(CampaignRecord campaign) throws Problem;

  /** One campaign's range. Whoever has one closes it. */
  interface Range extends AutoCloseable {
    /**
     * One of the ends, or a commit between them.
     *
     * @param name a revision as git knows it
     * @throws Problem where it is none, or not in the range
     */
    Named find(String name) throws Problem;

    /** Whether a candidate is left that every bad one has and no good one. */
    boolean hasSuspect(Set<Revision> good, Set<Revision> bad);

    @Override
    void close();
  }

  /**
   * A commit of the range.
   *
   * @param commit its full id
   * @param isEnd whether it is measured as an end
   */
  record Named(Revision revision, String commit, boolean isEnd) {}
}

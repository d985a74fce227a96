package dev.halfspeed.store.campaign;

import java.util.Set;

/**
 * Which campaigns a list shows. Empty texts filter nothing.
 *
 * @param kinds those that are shown
 * @param state {@link #OPEN}, {@link #ENDED}, or a campaign's own word in small letters
 * @param owner name of the principal who asked
 * @param repository the request's
 * @param recipe by name
 * @param commit the first digits of a commit that the campaign is about: an end of its range, one
 *     that it built or booted, a suspect or its culprit
 * @param text part of an id, a revision, a repository, a recipe, an owner or a conclusion, in
 *     letters of any size
 * @param lowest priority that is shown
 * @param highest likewise
 */
public record CampaignFilter(
    Set<CampaignRecord.Kind> kinds,
    String state,
    String owner,
    String repository,
    String recipe,
    String commit,
    String text,
    int lowest,
    int highest) {
  /** The state of those that have not ended. */
  public static final String OPEN = "open";

  /** The state of those that have. */
  public static final String ENDED = "ended";

  public CampaignFilter {
    kinds = Set.copyOf(kinds);
  }

  /** The order of a list. */
  public enum Order {
    NEWEST,
    OLDEST,
    /** Those that ended last come first, and those that have not ended before them. */
    LAST_ENDED
  }

  /** The same for other priorities. */
  public CampaignFilter between(int lowestShown, int highestShown) {
    return new CampaignFilter(
        kinds, state, owner, repository, recipe, commit, text, lowestShown, highestShown);
  }
}

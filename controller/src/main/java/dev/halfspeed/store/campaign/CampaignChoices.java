package dev.halfspeed.store.campaign;

import java.util.List;

/**
 * What lists of campaigns can be filtered by: what there is, sorted, at most {@link #MOST} each.
 *
 * @param states in small letters
 */
public record CampaignChoices(
    List<String> states, List<String> owners, List<String> repositories, List<String> recipes) {
  /** Of each. */
  public static final int MOST = 100;

  public CampaignChoices {
    states = List.copyOf(states);
    owners = List.copyOf(owners);
    repositories = List.copyOf(repositories);
    recipes = List.copyOf(recipes);
  }
}

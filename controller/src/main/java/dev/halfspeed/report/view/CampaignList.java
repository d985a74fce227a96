package dev.halfspeed.report.view;

import java.util.List;

/**
 * A part of the list of campaigns.
 *
 * @param campaigns of this part
 * @param count how many there are in all parts
 * @param automatic how many more there would be with those that no person asked for; 0 where these
 *     are in the list
 */
public record CampaignList(
    List<CampaignLine> campaigns, int count, int automatic, Choices choices) {
  public CampaignList {
    campaigns = List.copyOf(campaigns);
  }

  /** What the list can be filtered by. */
  public record Choices(
      List<String> states, List<String> owners, List<String> repositories, List<String> recipes) {
    public Choices {
      states = List.copyOf(states);
      owners = List.copyOf(owners);
      repositories = List.copyOf(repositories);
      recipes = List.copyOf(recipes);
    }
  }
}

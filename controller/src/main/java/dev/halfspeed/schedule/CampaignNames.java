package dev.halfspeed.schedule;

/** What people call campaigns. */
public interface CampaignNames {
  /** A campaign by its name, and what is left of it where that is known. */
  String words(String campaign);
}

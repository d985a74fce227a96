package dev.halfspeed.bisect;

/** What people call campaigns. */
interface CampaignNames {
  /** A campaign by its name, and what is left of it where that is known. */
  String words(String campaign);
}

package dev.halfspeed.campaign;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.campaign.CampaignRecord;

/**
 * The configurations of config bisections, as people name them. Only those of the round that is
 * open: a round that was begun is not taken back, so what is done to others would change nothing.
 */
public interface ConfigurationLookup {
  /**
   * A configuration of the open round.
   *
   * @param name good, bad, or a boot of it: its number, or JOB/ATTEMPT
   * @throws Problem where there is none, or it is not of the open round
   */
  Configuration find(CampaignRecord campaign, String name) throws Problem;

  /**
   * Checks that a boot counts in the open round.
   *
   * @param job of the boot
   * @throws Problem where its configuration is none of that round
   */
  void requireInRound(CampaignRecord campaign, String job) throws Problem;

  /**
   * A configuration.
   *
   * @param words what people call it
   */
  record Configuration(Revision revision, String words) {}
}

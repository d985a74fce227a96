package dev.halfspeed.store.campaign;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Campaigns and their decisions. */
public interface CampaignStore {
  /** Adds a campaign that was accepted. */
  void insert(CampaignRecord campaign);

  /** Replaces what was resolved from a campaign's request. */
  void updateDetail(String id, String detailJson);

  /**
   * Ends a campaign.
   *
   * @param endingJson its conclusion or figures; absent where it has none
   * @return false when it has ended already; its first ending stays then
   */
  boolean end(String id, String state, Instant at, String message, @Nullable String endingJson);

  /**
   * Ends a campaign as {@link #end} does, unless somebody did something to it that its ending does
   * not take into account.
   *
   * @param lastIntervention the number of the last intervention that was taken into account; 0 for
   *     none
   * @return false when there is a later one, or it has ended already; nothing was written then
   */
  boolean endAfter(
      int lastIntervention,
      String id,
      String state,
      Instant at,
      String message,
      @Nullable String endingJson);

  /** One campaign; empty when there is none of that id. */
  Optional<CampaignRecord> find(String id);

  /** All of some kinds, the newest first. */
  List<CampaignRecord> all(Set<CampaignRecord.Kind> kinds);

  /** A line about each campaign of a kind, the newest first. */
  List<CampaignSummary> summaries(CampaignRecord.Kind kind);

  /**
   * A line about each comparison, the newest first.
   *
   * @param above leaves out those of this priority and below
   */
  List<ComparisonRow> comparisons(int above);

  /** How many campaigns a filter lets through. */
  int count(CampaignFilter filter);

  /**
   * A part of the list of campaigns that a filter lets through.
   *
   * @param from place of the first one in that list, from 0
   * @param most at most so many
   */
  List<CampaignRow> list(CampaignFilter filter, CampaignFilter.Order order, int from, int most);

  /** What lists can be filtered by. */
  CampaignChoices choices();

  /** Those of some kinds about a machine that ended, the newest first, at most so many. */
  List<CampaignRecord> ended(String machine, Set<CampaignRecord.Kind> kinds, int most);

  /** Those of a kind and an experiment that ended, the newest first, at most so many. */
  List<CampaignRecord> ended(CampaignRecord.Kind kind, String experiment, int most);

  /** Those of some kinds that have not ended, the oldest first. */
  List<CampaignRecord> open(Set<CampaignRecord.Kind> kinds);

  /** Those that a campaign gave rise to, the oldest first. */
  List<CampaignRecord> children(String parent);

  /** Those of an owner who said who he is, the oldest first. */
  List<CampaignRecord> ownedBy(String owner);

  /** The youngest of some kinds about a machine that ended in a state. */
  Optional<CampaignRecord> last(String machine, Set<CampaignRecord.Kind> kinds, String state);

  /** The youngest of a kind about a machine that ended with figures. */
  Optional<CampaignRecord> lastWithEnding(String machine, CampaignRecord.Kind kind);

  /** How many campaigns of a kind had this experiment. */
  int count(CampaignRecord.Kind kind, String experiment);

  /** Whether a campaign with a recipe had this value of its parameter, for all that it booted. */
  boolean hasHad(String recipe, String parameter, String value);

  /** Adds a decision that starts no job. */
  void appendDecision(DecisionRecord decision);

  /** The number that the next decision of a campaign takes, from 1. */
  long nextDecisionNumber(String campaign);

  /** The decisions of a campaign by number, without what the evidence said at each. */
  default List<DecisionRecord> decisions(String campaign) {
    return decisions(campaign, 0);
  }

  /** The same, of those with a higher number than this. */
  List<DecisionRecord> decisions(String campaign, long after);

  /** What the evidence said at the last decision; empty before the first one that knew any. */
  Optional<String> lastAssessment(String campaign);

  /** What the evidence said at each decision that knew any, by number. */
  List<String> assessments(String campaign);
}

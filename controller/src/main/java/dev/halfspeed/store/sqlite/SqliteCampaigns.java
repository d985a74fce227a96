package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.campaign.CampaignChoices;
import dev.halfspeed.store.campaign.CampaignFilter;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.campaign.CampaignRow;
import dev.halfspeed.store.campaign.CampaignStore;
import dev.halfspeed.store.campaign.CampaignSummary;
import dev.halfspeed.store.campaign.ComparisonRow;
import dev.halfspeed.store.campaign.DecisionRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables {@code campaign} and {@code decision}. */
record SqliteCampaigns(Transactions transactions) implements CampaignStore {
  private static final String CAMPAIGN =
      """
      SELECT id, kind, machine, experiment, parent, owner, priority, machine_seconds, created_at,
        request_json, detail_json, state, ended_at, message, ending_json
      FROM campaign
      """;

  @Override
  public void insert(CampaignRecord campaign) {
    if (campaign.endedAt() != null) {
      throw new IllegalArgumentException(
          "campaign %s has ended before its start".formatted(campaign.id()));
    }
    transactions.write(
        "keep campaign " + campaign.id(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO campaign (id, kind, machine, experiment, parent, owner, priority,
                      machine_seconds, created_at, request_json, detail_json, state)
                    VALUES (:id, :kind, :machine, :experiment, :parent, :owner, :priority,
                      :machineSeconds, :createdAt, :requestJson, :detailJson, :state)
                    """)
                .bindMethods(campaign)
                .execute());
  }

  @Override
  public void updateDetail(String id, String detailJson) {
    transactions.write(
        "update campaign " + id,
        handle ->
            handle
                .createUpdate("UPDATE campaign SET detail_json = :detail WHERE id = :id")
                .bind("detail", detailJson)
                .bind("id", id)
                .execute());
  }

  @Override
  public boolean end(
      String id, String state, Instant at, String message, @Nullable String endingJson) {
    return endAfter(Integer.MAX_VALUE, id, state, at, message, endingJson);
  }

  @Override
  public boolean endAfter(
      int lastIntervention,
      String id,
      String state,
      Instant at,
      String message,
      @Nullable String endingJson) {
    return transactions.write(
        "end campaign " + id,
        handle ->
            handle
                    .createUpdate(
                        """
                        UPDATE campaign
                        SET state = :state, ended_at = :at, message = :message,
                          ending_json = :ending
                        WHERE id = :id AND ended_at IS NULL AND NOT EXISTS (
                          SELECT 1 FROM intervention WHERE campaign = :id AND number > :last)
                        """)
                    .bind("last", lastIntervention)
                    .bind("state", state)
                    .bind("at", at)
                    .bind("message", message)
                    .bind("ending", endingJson)
                    .bind("id", id)
                    .execute()
                > 0);
  }

  @Override
  public Optional<CampaignRecord> find(String id) {
    return transactions.read(
        "read campaign " + id,
        handle ->
            handle
                .createQuery(CAMPAIGN + "WHERE id = :id")
                .bind("id", id)
                .mapTo(CampaignRecord.class)
                .findOne());
  }

  @Override
  public List<CampaignRecord> all(Set<CampaignRecord.Kind> kinds) {
    return transactions.read(
        "read the campaigns",
        handle ->
            handle
                .createQuery(CAMPAIGN + "WHERE kind IN (<kinds>) ORDER BY sequence DESC")
                .bindList("kinds", List.copyOf(kinds))
                .mapTo(CampaignRecord.class)
                .list());
  }

  @Override
  public List<CampaignSummary> summaries(CampaignRecord.Kind kind) {
    return transactions.read(
        "list the campaigns",
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id, state, owner, created_at, ended_at,
                      request_json ->> '$.repository' AS repository,
                      request_json ->> '$.good' AS good,
                      request_json ->> '$.bad' AS bad,
                      detail_json ->> '$.candidates' AS candidates,
                      detail_json ->> '$.recipe' AS recipe,
                      detail_json ->> '$.metric' AS metric,
                      last.assessment_json ->> '$.phase' AS phase,
                      last.assessment_json ->> '$.remaining' AS remaining,
                      ending_json ->> '$.kind' AS ending,
                      message,
                      ended_at IS NULL AND EXISTS (
                        SELECT 1 FROM paused WHERE paused.campaign = campaign.id) AS paused
                    FROM campaign LEFT JOIN decision AS last ON last.campaign = campaign.id
                      AND last.number = (
                        SELECT max(number) FROM decision
                        WHERE campaign = campaign.id AND assessment_json IS NOT NULL)
                    WHERE kind = :kind ORDER BY sequence DESC
                    """)
                .bind("kind", kind)
                .mapTo(CampaignSummary.class)
                .list());
  }

  @Override
  public List<ComparisonRow> comparisons(int above) {
    return transactions.read(
        "list the comparisons",
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id, state, owner, created_at, ended_at,
                      detail_json ->> '$.recipe' AS recipe,
                      detail_json ->> '$.metrics[0].name' AS metric,
                      (SELECT json_group_array(value ->> '$.name')
                        FROM json_each(detail_json, '$.variants')) AS variants,
                      (SELECT count(*) FROM job JOIN job_end USING (job, attempt)
                        WHERE campaign = campaign.id AND outcome = 'measured') AS boots,
                      ended_at IS NULL AND EXISTS (
                        SELECT 1 FROM paused WHERE paused.campaign = campaign.id) AS paused,
                      message
                    FROM campaign
                    WHERE kind = 'COMPARISON' AND priority > :above
                    ORDER BY sequence DESC
                    """)
                .bind("above", above)
                .mapTo(ComparisonRow.class)
                .list());
  }

  @Override
  public int count(CampaignFilter filter) {
    return new SqliteCampaignLists(transactions).count(filter);
  }

  @Override
  public List<CampaignRow> list(
      CampaignFilter filter, CampaignFilter.Order order, int from, int most) {
    return new SqliteCampaignLists(transactions).list(filter, order, from, most);
  }

  @Override
  public CampaignChoices choices() {
    return new SqliteCampaignLists(transactions).choices();
  }

  @Override
  public List<CampaignRecord> ended(String machine, Set<CampaignRecord.Kind> kinds, int most) {
    return transactions.read(
        "read the checks of " + machine,
        handle ->
            handle
                .createQuery(
                    CAMPAIGN
                        + "WHERE machine = :machine AND kind IN (<kinds>) AND ended_at IS NOT NULL"
                        + " ORDER BY sequence DESC LIMIT :most")
                .bind("machine", machine)
                .bindList("kinds", List.copyOf(kinds))
                .bind("most", most)
                .mapTo(CampaignRecord.class)
                .list());
  }

  @Override
  public List<CampaignRecord> ended(CampaignRecord.Kind kind, String experiment, int most) {
    return transactions.read(
        "read the campaigns of an experiment",
        handle ->
            handle
                .createQuery(
                    CAMPAIGN
                        + "WHERE experiment = :experiment AND kind = :kind"
                        + " AND ended_at IS NOT NULL ORDER BY sequence DESC LIMIT :most")
                .bind("experiment", experiment)
                .bind("kind", kind)
                .bind("most", most)
                .mapTo(CampaignRecord.class)
                .list());
  }

  @Override
  public List<CampaignRecord> open(Set<CampaignRecord.Kind> kinds) {
    return transactions.read(
        "read the open campaigns",
        handle ->
            handle
                .createQuery(
                    CAMPAIGN + "WHERE ended_at IS NULL AND kind IN (<kinds>) ORDER BY sequence")
                .bindList("kinds", List.copyOf(kinds))
                .mapTo(CampaignRecord.class)
                .list());
  }

  @Override
  public List<CampaignRecord> children(String parent) {
    return transactions.read(
        "read what campaign " + parent + " gave rise to",
        handle ->
            handle
                .createQuery(CAMPAIGN + "WHERE parent = :parent ORDER BY sequence")
                .bind("parent", parent)
                .mapTo(CampaignRecord.class)
                .list());
  }

  @Override
  public List<CampaignRecord> ownedBy(String owner) {
    return transactions.read(
        "read the campaigns of " + owner,
        handle ->
            handle
                .createQuery(CAMPAIGN + "WHERE owner = :owner AND owner <> '' ORDER BY sequence")
                .bind("owner", owner)
                .mapTo(CampaignRecord.class)
                .list());
  }

  @Override
  public Optional<CampaignRecord> last(
      String machine, Set<CampaignRecord.Kind> kinds, String state) {
    return transactions.read(
        "read the last check of " + machine,
        handle ->
            handle
                .createQuery(
                    CAMPAIGN
                        + "WHERE machine = :machine AND kind IN (<kinds>) AND state = :state"
                        + " AND ended_at IS NOT NULL ORDER BY sequence DESC LIMIT 1")
                .bind("machine", machine)
                .bindList("kinds", List.copyOf(kinds))
                .bind("state", state)
                .mapTo(CampaignRecord.class)
                .findOne());
  }

  @Override
  public Optional<CampaignRecord> lastWithEnding(String machine, CampaignRecord.Kind kind) {
    return transactions.read(
        "read the last figures of " + machine,
        handle ->
            handle
                .createQuery(
                    CAMPAIGN
                        + "WHERE machine = :machine AND kind = :kind AND ending_json IS NOT NULL"
                        + " ORDER BY sequence DESC LIMIT 1")
                .bind("machine", machine)
                .bind("kind", kind)
                .mapTo(CampaignRecord.class)
                .findOne());
  }

  @Override
  public int count(CampaignRecord.Kind kind, String experiment) {
    return transactions.read(
        "count the campaigns of an experiment",
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*) FROM campaign WHERE kind = :kind AND experiment = :experiment
                    """)
                .bind("kind", kind)
                .bind("experiment", experiment)
                .mapTo(int.class)
                .one());
  }

  @Override
  public boolean hasHad(String recipe, String parameter, String value) {
    return transactions.read(
        "look for a value of parameter " + parameter,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT EXISTS (
                      SELECT 1 FROM campaign
                      WHERE request_json ->> '$.recipe' = :recipe
                        AND request_json ->> ('$.parameters.' || :parameter) = :value)
                    """)
                .bind("recipe", recipe)
                .bind("parameter", parameter)
                .bind("value", value)
                .mapTo(boolean.class)
                .one());
  }

  @Override
  public void appendDecision(DecisionRecord decision) {
    transactions.write(
        "keep a decision of campaign " + decision.campaign(), handle -> insert(handle, decision));
  }

  static int insert(Handle handle, DecisionRecord decision) {
    return handle
        .createUpdate(
            """
            INSERT INTO decision (campaign, number, at, machine, action, revision, "commit",
              subject, why, assessment_json)
            VALUES (:campaign, :number, :at, :machine, :action, :revision, :commit,
              :subject, :why, :assessmentJson)
            """)
        .bindMethods(decision)
        .execute();
  }

  @Override
  public long nextDecisionNumber(String campaign) {
    return transactions.read(
        "number a decision of campaign " + campaign,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT coalesce(max(number), 0) + 1 FROM decision WHERE campaign = :campaign
                    """)
                .bind("campaign", campaign)
                .mapTo(long.class)
                .one());
  }

  @Override
  public List<DecisionRecord> decisions(String campaign, long after) {
    return transactions.read(
        "read the decisions of campaign " + campaign,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT campaign, number, at, machine, action, revision, "commit", subject,
                      why, NULL AS assessment_json
                    FROM decision WHERE campaign = :campaign AND number > :after ORDER BY number
                    """)
                .bind("campaign", campaign)
                .bind("after", after)
                .mapTo(DecisionRecord.class)
                .list());
  }

  @Override
  public Optional<String> lastAssessment(String campaign) {
    return transactions.read(
        "read the last assessment of campaign " + campaign,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT assessment_json FROM decision
                    WHERE campaign = :campaign AND assessment_json IS NOT NULL
                    ORDER BY number DESC LIMIT 1
                    """)
                .bind("campaign", campaign)
                .mapTo(String.class)
                .findOne());
  }

  @Override
  public List<String> assessments(String campaign) {
    return transactions.read(
        "read the assessments of campaign " + campaign,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT assessment_json FROM decision
                    WHERE campaign = :campaign AND assessment_json IS NOT NULL ORDER BY number
                    """)
                .bind("campaign", campaign)
                .mapTo(String.class)
                .list());
  }
}

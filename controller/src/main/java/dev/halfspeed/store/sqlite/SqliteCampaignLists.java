package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.campaign.CampaignChoices;
import dev.halfspeed.store.campaign.CampaignFilter;
import dev.halfspeed.store.campaign.CampaignRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * Lists of campaigns. The index {@code campaign_list} says which rows are shown, so that what they
 * hold is read for those of one page alone; a search for text has to read all that other filters
 * leave.
 */
record SqliteCampaignLists(Transactions transactions) {
  /** Sorts behind every hexadecimal digit. */
  private static final String AFTER_DIGITS = "g";

  private static final String CHOSEN = "FROM campaign INDEXED BY campaign_list WHERE ";
  private static final String OF_COMMIT = "\"commit\" >= :commit AND \"commit\" < :afterCommit";

  int count(CampaignFilter filter) {
    return transactions.read(
        "count the campaigns",
        handle ->
            query(handle, "SELECT count(*) " + CHOSEN + where(filter), filter)
                .mapTo(int.class)
                .one());
  }

  List<CampaignRow> list(CampaignFilter filter, CampaignFilter.Order order, int from, int most) {
    String chosen =
        "SELECT sequence AS chosen "
            + CHOSEN
            + where(filter)
            + " ORDER BY "
            + by(order)
            + " LIMIT :most OFFSET :from";
    return transactions.read(
        "list the campaigns",
        handle ->
            query(handle, page(chosen, roles(filter), by(order)), filter)
                .bind("from", from)
                .bind("most", most)
                .mapTo(CampaignRow.class)
                .list());
  }

  private static String page(String chosen, String roles, String order) {
    return """
    SELECT id, kind, campaign.machine, state, owner, priority, created_at, ended_at, repository,
      request_json ->> '$.good' AS good,
      request_json ->> '$.bad' AS bad,
      (SELECT json_group_array(value ->> '$.name')
        FROM json_each(detail_json, '$.variants')) AS variants,
      detail_json ->> '$.candidates' AS candidates,
      recipe,
      coalesce(detail_json ->> '$.metric', detail_json ->> '$.metrics[0].name') AS metric,
      last.assessment_json ->> '$.phase' AS phase,
      last.assessment_json ->> '$.remaining' AS remaining,
      ending_json ->> '$.kind' AS ending,
      message, ended_at IS NULL AND EXISTS (
        SELECT 1 FROM paused WHERE paused.campaign = campaign.id) AS paused,
      %s AS roles
    FROM (%s) JOIN campaign ON sequence = chosen
      LEFT JOIN decision AS last ON last.campaign = campaign.id
        AND last.number = (
          SELECT max(number) FROM decision
          WHERE campaign = campaign.id AND assessment_json IS NOT NULL)
    ORDER BY %s
    """
        .formatted(roles, chosen, order);
  }

  private static String roles(CampaignFilter filter) {
    return filter.commit().isEmpty()
        ? "NULL"
        : "(SELECT group_concat(DISTINCT role) FROM campaign_commit WHERE campaign = campaign.id"
            + " AND "
            + OF_COMMIT
            + ")";
  }

  private static String by(CampaignFilter.Order order) {
    return switch (order) {
      case NEWEST -> "sequence DESC";
      case OLDEST -> "sequence";
      case LAST_ENDED -> "ended_at DESC NULLS FIRST, sequence DESC";
    };
  }

  private static String where(CampaignFilter filter) {
    var conditions = new ArrayList<String>();
    conditions.add("kind IN (<kinds>) AND priority BETWEEN :lowest AND :highest");
    switch (filter.state()) {
      case "" -> {}
      case CampaignFilter.OPEN -> conditions.add("ended_at IS NULL");
      case CampaignFilter.ENDED -> conditions.add("ended_at IS NOT NULL");
      default -> conditions.add("lower(state) = :state");
    }
    if (!filter.owner().isEmpty()) {
      conditions.add("owner = :owner");
    }
    if (!filter.repository().isEmpty()) {
      conditions.add("repository = :repository");
    }
    if (!filter.recipe().isEmpty()) {
      conditions.add("recipe = :recipe");
    }
    if (!filter.commit().isEmpty()) {
      conditions.add("id IN (SELECT campaign FROM campaign_commit WHERE " + OF_COMMIT + ")");
    }
    if (!filter.text().isEmpty()) {
      conditions.add(
          """
          instr(lower(concat_ws(char(10), id, owner, repository, recipe, machine,
            request_json ->> '$.good', request_json ->> '$.bad', message)), :text) > 0
          """);
    }
    return String.join(" AND ", conditions);
  }

  private static Query query(Handle handle, String sql, CampaignFilter filter) {
    return handle
        .createQuery(sql)
        .configure(SqlStatements.class, all -> all.setUnusedBindingAllowed(true))
        .bindList("kinds", List.copyOf(filter.kinds()))
        .bind("lowest", filter.lowest())
        .bind("highest", filter.highest())
        .bind("state", filter.state())
        .bind("owner", filter.owner())
        .bind("repository", filter.repository())
        .bind("recipe", filter.recipe())
        .bind("commit", filter.commit())
        .bind("afterCommit", filter.commit() + AFTER_DIGITS)
        .bind("text", filter.text().toLowerCase(Locale.ROOT));
  }

  CampaignChoices choices() {
    return transactions.read(
        "read what lists can be filtered by",
        handle ->
            new CampaignChoices(
                distinct(handle, "lower(state)"),
                distinct(handle, "owner"),
                distinct(handle, "repository"),
                distinct(handle, "recipe")));
  }

  private static List<String> distinct(Handle handle, String what) {
    return handle
        .createQuery(
            "SELECT DISTINCT "
                + what
                + " AS choice FROM campaign INDEXED BY campaign_list WHERE choice <> '' ORDER BY 1"
                + " LIMIT :most")
        .bind("most", CampaignChoices.MOST)
        .mapTo(String.class)
        .list();
  }
}

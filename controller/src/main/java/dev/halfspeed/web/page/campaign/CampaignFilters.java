package dev.halfspeed.web.page.campaign;

import dev.halfspeed.campaign.Terms;
import dev.halfspeed.controller.CampaignQuery;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.store.campaign.CampaignFilter;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.web.page.Links;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a list of campaigns is filtered and sorted by, as the address says it. Empty texts filter
 * nothing.
 *
 * @param kind one of {@link #KINDS}
 * @param by all: also those that no person asked for; empty: without them
 * @param sort one of {@link #SORTS}; empty: the newest first
 */
public record CampaignFilters(
    String kind,
    String state,
    String owner,
    String repository,
    String recipe,
    String commit,
    String text,
    String by,
    String sort) {
  /** What a list can be filtered by. */
  public static final List<String> KINDS =
      List.of("bisection", "comparison", "config-bisection", "check");

  /** What a list can be sorted by. */
  public static final List<String> SORTS = List.of("newest", "oldest", "ended");

  /** That all campaigns are shown, also those that no person asked for. */
  public static final String ALL = "all";

  static final int ROWS = 50;
  private static final int LONGEST = 200;
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{4,40}");

  /**
   * Reads it.
   *
   * @param fields gives the field of a name; empty where it is not there
   * @throws Problem when one says nothing that lists can be filtered by
   */
  public static CampaignFilters of(UnaryOperator<String> fields) throws Problem {
    var filters =
        new CampaignFilters(
            fields.apply("kind"),
            fields.apply("state").toLowerCase(Locale.ROOT),
            fields.apply("owner"),
            fields.apply("repository"),
            fields.apply("recipe"),
            fields.apply("commit").toLowerCase(Locale.ROOT),
            fields.apply("text"),
            fields.apply("by"),
            fields.apply("sort"));
    require("kind", filters.kind(), KINDS);
    require("by", filters.by(), List.of(ALL));
    require("sort", filters.sort(), SORTS);
    if (!filters.commit().isEmpty() && !COMMIT.matcher(filters.commit()).matches()) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "\"commit\" in the address is no commit",
          "give its first 4 to 40 hexadecimal digits, or search for the text");
    }
    if (filters.text().length() > LONGEST) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "\"text\" in the address is longer than " + LONGEST + " letters",
          "shorten it");
    }
    return filters;
  }

  private static void require(String name, String given, List<String> known) throws Problem {
    if (!given.isEmpty() && !known.contains(given)) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "\"" + name + "\" in the address is nothing that is known",
          "give one of these, or leave it out: " + String.join(", ", known));
    }
  }

  /** Whether it lets through all that people asked for. */
  boolean isNone() {
    return (kind + state + owner + repository + recipe + commit + text).isEmpty();
  }

  /** The question for one page of the list, from 1. */
  public CampaignQuery query(int page) {
    var filter =
        new CampaignFilter(
            kinds(),
            state,
            owner,
            repository,
            recipe,
            commit,
            text,
            by.equals(ALL) ? Integer.MIN_VALUE : Terms.AUTOMATIC + 1,
            Integer.MAX_VALUE);
    long from = (page - 1L) * ROWS;
    return new CampaignQuery(filter, order(), (int) Math.min(from, Integer.MAX_VALUE), ROWS);
  }

  private Set<CampaignRecord.Kind> kinds() {
    return switch (kind) {
      case "bisection" -> Set.of(CampaignRecord.Kind.BISECTION);
      case "comparison" -> Set.of(CampaignRecord.Kind.COMPARISON);
      case "config-bisection" -> Set.of(CampaignRecord.Kind.CONFIG_BISECTION);
      case "check" -> Set.of(CampaignRecord.Kind.CHECK, CampaignRecord.Kind.RECHECK);
      default -> EnumSet.allOf(CampaignRecord.Kind.class);
    };
  }

  private CampaignFilter.Order order() {
    return switch (sort) {
      case "oldest" -> CampaignFilter.Order.OLDEST;
      case "ended" -> CampaignFilter.Order.LAST_ENDED;
      default -> CampaignFilter.Order.NEWEST;
    };
  }

  /** The same with all that no person asked for. */
  CampaignFilters withAll() {
    return new CampaignFilters(kind, state, owner, repository, recipe, commit, text, ALL, sort);
  }

  /** The query of an address with this, for one page of the list. */
  String address(String path, int page) {
    return path
        + Links.query(
            "kind",
            kind,
            "state",
            state,
            "owner",
            owner,
            "repository",
            repository,
            "recipe",
            recipe,
            "commit",
            commit,
            "text",
            text,
            "by",
            by,
            "sort",
            sort,
            "page",
            page > 1 ? Integer.toString(page) : "");
  }
}

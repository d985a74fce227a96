package dev.halfspeed.web.page.campaign;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.CampaignLine;
import dev.halfspeed.report.view.CampaignList;
import dev.halfspeed.store.campaign.CampaignFilter;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import dev.halfspeed.web.page.TablePart;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The list of campaigns of all kinds.
 *
 * @param states what can be filtered by, like the next three
 * @param automatic how many are left out since no person asked for them
 */
public record CampaignsPage(
    CampaignFilters filters,
    List<String> states,
    List<String> owners,
    List<String> repositories,
    List<String> recipes,
    List<Row> rows,
    int automatic,
    TablePart pages)
    implements Page {
  public CampaignsPage {
    states = List.copyOf(states);
    owners = List.copyOf(owners);
    repositories = List.copyOf(repositories);
    recipes = List.copyOf(recipes);
    rows = List.copyOf(rows);
  }

  /** The page of a part of the list. */
  public static CampaignsPage of(
      Instant now, CampaignFilters filters, int page, CampaignList list) {
    return new CampaignsPage(
        filters,
        with(
            filters.state(),
            Stream.concat(
                    Stream.of(CampaignFilter.OPEN, CampaignFilter.ENDED),
                    list.choices().states().stream())
                .toList()),
        with(filters.owner(), list.choices().owners()),
        with(filters.repository(), list.choices().repositories()),
        with(filters.recipe(), list.choices().recipes()),
        list.campaigns().stream().map(line -> Row.of(line, now)).toList(),
        list.automatic(),
        TablePart.of(list.count(), CampaignFilters.ROWS, page));
  }

  /** The page that is nearest to one, of so many campaigns. */
  public static int nearest(int page, int count) {
    return TablePart.of(count, CampaignFilters.ROWS, page).page();
  }

  /** What was chosen is always among what can be. */
  private static List<String> with(String chosen, List<String> choices) {
    return chosen.isEmpty() || choices.contains(chosen)
        ? choices
        : Stream.concat(Stream.of(chosen), choices.stream()).toList();
  }

  /**
   * A campaign.
   *
   * @param about what its ends or variants are called
   * @param where repository or machine
   * @param commitIs what the commit that was searched for is in it
   */
  public record Row(
      Badge state,
      String kind,
      Link what,
      String about,
      String where,
      List<String> commitIs,
      String stands,
      String owner,
      Instant createdAt,
      String took) {
    public Row {
      commitIs = List.copyOf(commitIs);
    }

    static Row of(CampaignLine line, Instant now) {
      Instant endedAt = line.endedAt();
      return new Row(
          Badge.campaign(line),
          line.kind(),
          what(line),
          Show.line(about(line)),
          Show.line(line.repository()),
          line.commitIs(),
          Show.capital(Show.line(line.stands())),
          Show.line(line.owner()),
          line.createdAt(),
          endedAt == null
              ? "for " + Words.between(line.createdAt(), now)
              : Words.between(line.createdAt(), endedAt));
    }

    private static Link what(CampaignLine line) {
      String machine = line.machine();
      if (machine != null) {
        return new Link(Show.line("check of " + machine), Links.check(line.id()));
      }
      return new Link(
          Show.line(
              Objects.requireNonNullElse(line.metric(), "?")
                  + " of "
                  + Objects.requireNonNullElse(line.recipe(), "?")),
          line.kind().equals("config-bisection")
              ? Links.configBisection(line.id())
              : Links.campaign(line.id(), line.kind().equals("bisection")));
    }

    private static String about(CampaignLine line) {
      return String.join(line.kind().equals("bisection") ? ".." : " against ", line.between());
    }
  }

  @Override
  public String title() {
    return "Campaigns";
  }

  @Override
  public String template() {
    return "campaigns.jte";
  }

  /** A further page of the list. */
  public String address(int page) {
    return filters.address(Links.campaigns(), page);
  }

  /** The same list with those that no person asked for. */
  public String addressOfAll() {
    return filters.withAll().address(Links.campaigns(), 1);
  }

  /** The same for programs. */
  public String json() {
    return filters.address(Links.API + "/campaigns", pages.page());
  }

  /** Whether there is nothing at all, not even what is left out. */
  public boolean isBlank() {
    return rows.isEmpty() && automatic == 0 && filters.isNone();
  }
}

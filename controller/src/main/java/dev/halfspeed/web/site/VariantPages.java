package dev.halfspeed.web.site;

import static dev.halfspeed.web.http.UnreadableException.checked;

import dev.halfspeed.controller.CampaignQueries;
import dev.halfspeed.controller.VariantQuery;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.VariantList;
import dev.halfspeed.web.http.PageQuery;
import dev.halfspeed.web.http.UnreadableException;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.variant.VariantFilters;
import dev.halfspeed.web.page.variant.VariantPairPage;
import dev.halfspeed.web.page.variant.VariantsPage;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** What was measured, and two of it beside each other. */
public final class VariantPages {
  private static final int ROWS = 50;

  /** A bisection has measured more only where it found nothing for days. */
  private static final int MOST_OF_A_CAMPAIGN = 200;

  private final CampaignQueries campaigns;

  public VariantPages(CampaignQueries campaigns) {
    this.campaigns = campaigns;
  }

  /** Adds the pages. */
  public void mount(PageRoutes routes) {
    routes.get("/variants", this::variants, Links.campaigns());
    routes.get("/variants/pair", this::pair, Links.variants("", "", "", ""));
  }

  private Page variants(RoutingContext context, PageQuery query)
      throws Problem, UnreadableException {
    var filters = new VariantFilters(checked(() -> query.commit("commit")), query.text("campaign"));
    long before = checked(() -> query.number("before", Long.MAX_VALUE));
    String first = query.text("first");
    if (!first.isEmpty() && filters.isEmpty()) {
      return besides(first, before, query.text("before"));
    }
    VariantList list = campaigns.variants(filters.query(), before, ROWS);
    Long next = list.next();
    Long previous = list.previous();
    // Where there is no choice it is made: of the variants of an image there is mostly one.
    if (first.isEmpty() && !filters.commit().isEmpty() && list.variants().size() == 1) {
      return besides(list.variants().getFirst().name(), Long.MAX_VALUE, "");
    }
    return new VariantsPage(
        filters,
        first,
        List.of(VariantsPage.Part.of("", list.variants(), first)),
        query.text("before"),
        previous == null
            ? ""
            : Links.variants(first, filters.commit(), filters.campaign(), Long.toString(previous)),
        next == null
            ? ""
            : Links.variants(first, filters.commit(), filters.campaign(), Long.toString(next)));
  }

  /**
   * What a variant can be shown beside: the others of its campaign, and those of others like it.
   */
  private Page besides(String first, long before, String asked) throws Problem {
    VariantList like = campaigns.variants(new VariantQuery("", "", first), before, ROWS);
    String campaign = first.substring(0, Math.max(0, first.indexOf(':')));
    List<VariantList.Variant> own =
        campaigns
            .variants(new VariantQuery("", campaign, ""), Long.MAX_VALUE, MOST_OF_A_CAMPAIGN)
            .variants();
    Long next = like.next();
    Long previous = like.previous();
    return new VariantsPage(
        new VariantFilters("", ""),
        first,
        List.of(
            VariantsPage.Part.of(
                "In the same campaign",
                own.stream().filter(variant -> !variant.name().equals(first)).toList(),
                first),
            VariantsPage.Part.of(
                "In other campaigns with its recipe, parameters and configuration",
                like.variants().stream()
                    .filter(variant -> !variant.campaign().equals(campaign))
                    .toList(),
                first)),
        asked,
        previous == null ? "" : Links.variants(first, "", "", Long.toString(previous)),
        next == null ? "" : Links.variants(first, "", "", Long.toString(next)));
  }

  private Page pair(RoutingContext context, PageQuery query) throws Problem, UnreadableException {
    int boots = (int) (long) checked(() -> query.number("boots", 1));
    return VariantPairPage.of(campaigns.pair(query.text("first"), query.text("second")), boots);
  }
}

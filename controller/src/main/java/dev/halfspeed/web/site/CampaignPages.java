package dev.halfspeed.web.site;

import static dev.halfspeed.web.http.UnreadableException.checked;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.StatusBadge;
import dev.halfspeed.report.view.CampaignList;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.PageQuery;
import dev.halfspeed.web.http.UnreadableException;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.campaign.CampaignFilters;
import dev.halfspeed.web.page.campaign.CampaignsPage;
import dev.halfspeed.web.page.campaign.ImageFilters;
import dev.halfspeed.web.page.campaign.ImagesPage;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;

/** The lists of campaigns and of images. */
public final class CampaignPages {
  private static final int IMAGES = 50;

  private final Controller controller;
  private final InstantSource clock;

  public CampaignPages(Controller controller, InstantSource clock) {
    this.controller = controller;
    this.clock = clock;
  }

  /** Adds the pages. */
  public void mount(PageRoutes routes) {
    routes.get(Links.campaigns(), this::campaigns, Links.machines());
    routes.get(Links.images(), this::images, Links.campaigns());
    routes.getAny(
        "/bisections/:id/badge.svg",
        (context, _) ->
            Answer.text(
                "image/svg+xml",
                StatusBadge.of(controller.campaigns().bisection(context.pathParam("id")))),
        Links.campaigns());
  }

  private Page campaigns(RoutingContext context, PageQuery query) throws UnreadableException {
    CampaignFilters filters = checked(() -> CampaignFilters.of(query::text));
    int page = checked(() -> page(query));
    CampaignList list = controller.campaigns().list(filters.query(page));
    // Lists grow and shrink while somebody goes through them: the nearest page is shown.
    int shown = CampaignsPage.nearest(page, list.count());
    return CampaignsPage.of(
        clock.instant(),
        filters,
        shown,
        shown == page ? list : controller.campaigns().list(filters.query(shown)));
  }

  private Page images(RoutingContext context, PageQuery query) throws UnreadableException {
    ImageFilters filters = checked(() -> ImageFilters.of(query::text));
    long before = checked(() -> query.number("before", Long.MAX_VALUE));
    return ImagesPage.of(
        filters,
        controller.machines().all().stream().map(MachineView::name).toList(),
        controller.images(filters.query(), before, IMAGES),
        query.text("before"));
  }

  private static int page(PageQuery query) throws Problem {
    return (int) query.number("page", 1);
  }
}

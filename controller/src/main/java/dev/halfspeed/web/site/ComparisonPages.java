package dev.halfspeed.web.site;

import static dev.halfspeed.web.http.UnreadableException.checked;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.core.Role;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.http.PageQuery;
import dev.halfspeed.web.http.UnreadableException;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.comparison.ComparisonPage;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;

/** The pages of comparisons, and what is asked of a comparison there. */
public final class ComparisonPages {
  private static final String PATH = "/comparisons/:comparison";

  private final Controller controller;
  private final InstantSource clock;

  public ComparisonPages(Controller controller, InstantSource clock) {
    this.controller = controller;
    this.clock = clock;
  }

  /** Adds the pages. */
  public void mount(PageRoutes routes) {
    routes.get(PATH, this::comparison, Links.campaigns());
    routes.post(PATH + "/cancel", this::cancel, Links.campaigns());
    InterventionForms.mount(
        controller,
        routes,
        PATH,
        context -> controller.campaigns().comparison(context.pathParam("comparison")).id());
  }

  private Page comparison(RoutingContext context, PageQuery query)
      throws Problem, UnreadableException {
    int boots = (int) (long) checked(() -> query.number("boots", 1));
    int faults = (int) (long) checked(() -> query.number("faults", 1));
    ComparisonView view = controller.campaigns().comparison(context.pathParam("comparison"));
    return ComparisonPage.of(
        view, boots, faults, clock.instant(), Access.role(context).includes(Role.OPERATOR));
  }

  private String cancel(RoutingContext context) throws Problem {
    String id = controller.campaigns().comparison(context.pathParam("comparison")).id();
    controller
        .requests()
        .cancel(id, FormFields.required(context, "reason"), Access.principal(context));
    return Links.comparison(id);
  }
}

package dev.halfspeed.web.site;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.ConfigBisectionText;
import dev.halfspeed.report.Printable;
import dev.halfspeed.web.http.PageQuery;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.TextPage;
import io.vertx.ext.web.RoutingContext;

/** The pages of config bisections. */
public final class ConfigBisectionPages {
  private final Controller controller;

  public ConfigBisectionPages(Controller controller) {
    this.controller = controller;
  }

  /** Adds the pages. */
  public void mount(PageRoutes routes) {
    routes.get("/config-bisections/:search", this::configBisection, Links.campaigns());
  }

  private Page configBisection(RoutingContext context, PageQuery query) throws Problem {
    String id = context.pathParam("search");
    return new TextPage(
        "Config bisection " + Printable.line(id, 40),
        "campaigns",
        ConfigBisectionText.markdown(controller.configBisection(id)),
        Links.API + Links.configBisection(id));
  }
}

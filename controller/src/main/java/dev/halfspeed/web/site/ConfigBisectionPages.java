package dev.halfspeed.web.site;

import static dev.halfspeed.web.http.UnreadableException.checked;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.core.Role;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.http.PageQuery;
import dev.halfspeed.web.http.UnreadableException;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.configs.ConfigBisectionPage;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;

/** The pages of config bisections, and what is asked of one there. */
public final class ConfigBisectionPages {
  private static final String PATH = "/config-bisections/:search";

  private final Controller controller;
  private final InstantSource clock;

  public ConfigBisectionPages(Controller controller, InstantSource clock) {
    this.controller = controller;
    this.clock = clock;
  }

  /** Adds the pages. */
  public void mount(PageRoutes routes) {
    routes.get(PATH, this::configBisection, Links.campaigns());
    routes.post(PATH + "/cancel", this::cancel, Links.campaigns());
    InterventionForms.mount(
            controller,
            routes,
            PATH,
            context -> controller.campaigns().configBisection(context.pathParam("search")).id())
        .mountForConfigurations();
  }

  private Page configBisection(RoutingContext context, PageQuery query)
      throws Problem, UnreadableException {
    int configurations = (int) (long) checked(() -> query.number("configurations", 1));
    int attempts = (int) (long) checked(() -> query.number("attempts", 1));
    return ConfigBisectionPage.of(
        controller.campaigns().configBisection(context.pathParam("search")),
        configurations,
        attempts,
        clock.instant(),
        Access.role(context).includes(Role.OPERATOR));
  }

  private String cancel(RoutingContext context) throws Problem {
    String id = controller.campaigns().configBisection(context.pathParam("search")).id();
    controller
        .requests()
        .cancel(id, FormFields.required(context, "reason"), Access.principal(context));
    return Links.configBisection(id);
  }
}

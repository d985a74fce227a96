package dev.halfspeed.web;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.RegressionExport;
import dev.halfspeed.regression.Regressions;
import dev.halfspeed.web.page.Links;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.function.BiConsumer;

/** The part of the API that is about alarms, regressions and notices. */
final class RegressionApi {
  private final Controller controller;

  RegressionApi(Controller controller) {
    this.controller = controller;
  }

  void mount(Router router, BiConsumer<Route, Api.Call> on) {
    on.accept(router.post(Links.API + "/alarms"), this::raise);
    on.accept(router.get(Links.API + "/regressions"), _ -> Answer.json(200, regressions().list()));
    on.accept(
        router.get(Links.API + "/regressions.csv"),
        _ -> Answer.text("text/csv", RegressionExport.csv(regressions().list())));
    on.accept(
        router.get(Links.API + "/regressions/kcidb"),
        _ -> Answer.text("application/json", RegressionExport.kcidb(regressions().list())));
    on.accept(
        router.get(Links.API + "/regressions/badge.svg"),
        _ -> Answer.text("image/svg+xml", RegressionExport.badge(regressions().list())));
    on.accept(
        router.get(Links.API + "/regressions/:regression"),
        context -> Answer.json(200, regressions().view(id(context))));
    on.accept(
        router.post(Links.API + "/regressions/:regression/ignore"),
        context -> {
          Requests.Decision decision = decision(context);
          return Answer.json(
              200, regressions().ignore(id(context), by(context, decision), decision.reason()));
        });
    on.accept(
        router.post(Links.API + "/regressions/:regression/retract"),
        context -> {
          Requests.Decision decision = decision(context);
          return Answer.json(
              200, regressions().retract(id(context), by(context, decision), decision.reason()));
        });
    on.accept(router.post(Links.API + "/regressions/:regression/blame"), this::blame);
    on.accept(router.get(Links.API + "/notices"), _ -> Answer.json(200, regressions().notices()));
  }

  private Regressions regressions() {
    return controller.regressions();
  }

  private Answer raise(RoutingContext context) throws Problem, Requests.Malformed {
    boolean isNew =
        controller.raise(Requests.alarm(context.body().buffer()), Access.principal(context));
    return Answer.json(isNew ? 201 : 200, Map.of("new", isNew));
  }

  private Answer blame(RoutingContext context) throws Problem, Requests.Malformed {
    Requests.Decision decision = decision(context);
    String commit = decision.commit();
    if (commit == null) {
      throw new Problem(
          "The request lacks \"commit\", or it is no text",
          "See docs/api.md for the fields of a request.");
    }
    return Answer.json(
        200, regressions().blame(id(context), commit, by(context, decision), decision.reason()));
  }

  private static Requests.Decision decision(RoutingContext context)
      throws Problem, Requests.Malformed {
    return Requests.decision(context.body().buffer());
  }

  /** Whom the controller knows, and who he says that he is, where that is somebody else. */
  private static String by(RoutingContext context, Requests.Decision decision) {
    String known = Access.principal(context).name();
    String said = decision.by();
    return said == null || said.equals(known) ? known : said + " (" + known + ")";
  }

  private static String id(RoutingContext context) {
    return context.pathParam("regression");
  }
}

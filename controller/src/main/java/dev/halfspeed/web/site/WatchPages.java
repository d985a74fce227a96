package dev.halfspeed.web.site;

import static dev.halfspeed.web.http.UnreadableException.checked;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.regression.Regressions;
import dev.halfspeed.regression.view.RegressionView;
import dev.halfspeed.report.view.watch.SeriesView;
import dev.halfspeed.report.view.watch.WatchView;
import dev.halfspeed.watch.SeriesRange;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.api.RegressionsOfAlarms;
import dev.halfspeed.web.api.WatchApi;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.PageQuery;
import dev.halfspeed.web.http.UnreadableException;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.picture.Png;
import dev.halfspeed.web.page.watch.RegressionPage;
import dev.halfspeed.web.page.watch.RegressionsPage;
import dev.halfspeed.web.page.watch.SeriesFile;
import dev.halfspeed.web.page.watch.SeriesPage;
import dev.halfspeed.web.page.watch.WatchPage;
import dev.halfspeed.web.page.watch.WatchesPage;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;

/** The pages of watches and regressions, written on the server. */
public final class WatchPages {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final int MOST_ALARMS = 500;
  private static final int POINTS = 50;

  private final Controller controller;
  private final InstantSource clock;

  public WatchPages(Controller controller, InstantSource clock) {
    this.controller = controller;
    this.clock = clock;
  }

  /** Adds the pages. */
  public void mount(PageRoutes routes) {
    routes.get("/watches", this::watches, "/");
    routes.get("/watches/:watch", this::watch, Links.watches());
    routes.get("/watches/:watch/series", this::series, Links.watches());
    routes.getAny(
        "/watches/:watch/series/chart.svg",
        (context, query) -> Answer.text("image/svg+xml", chart(context, query)),
        Links.watches());
    routes.getAny(
        "/watches/:watch/series/chart.png",
        (context, query) -> Answer.picture("image/png", Png.of(chart(context, query))),
        Links.watches());
    routes.get("/regressions", this::regressions, "/");
    routes.get("/regressions/:regression", this::regression, "/regressions");
    decision(
        routes,
        "/move",
        (id, by, reason, context) ->
            regressions()
                .move(
                    id,
                    FormFields.optional(context, "good"),
                    FormFields.optional(context, "bad"),
                    by,
                    reason));
    decision(
        routes,
        "/blame",
        (id, by, reason, context) ->
            regressions().blame(id, FormFields.required(context, "commit").strip(), by, reason));
    decision(routes, "/ignore", (id, by, reason, _) -> regressions().ignore(id, by, reason));
    decision(routes, "/retract", (id, by, reason, _) -> regressions().retract(id, by, reason));
  }

  /** Does what a person has decided about a regression. */
  @FunctionalInterface
  private interface Deciding {
    RegressionView decide(String id, String by, String reason, RoutingContext context)
        throws Problem;
  }

  private static void decision(PageRoutes routes, String what, Deciding deciding) {
    routes.post(
        "/regressions/:regression" + what,
        context -> {
          String reason = FormFields.required(context, "reason");
          RegressionView view =
              deciding.decide(
                  context.pathParam("regression"),
                  Access.principal(context).name(),
                  reason,
                  context);
          return Links.regression(view.id());
        },
        "/regressions");
  }

  private Regressions regressions() {
    return controller.regressions();
  }

  private Page watches(RoutingContext context, PageQuery query)
      throws Problem, UnreadableException {
    Instant now = clock.instant();
    Instant since = checked(() -> query.moment("since", 0)).orElse(now.minus(WEEK));
    var watched = new ArrayList<WatchesPage.Watched>();
    for (WatchView watch : controller.watches().list()) {
      watched.add(new WatchesPage.Watched(watch, controller.series().list(watch.name())));
    }
    return WatchesPage.of(
        now,
        since,
        watched,
        controller.regressions().list(),
        controller.alarms(since, MOST_ALARMS));
  }

  private Page watch(RoutingContext context, PageQuery query) throws Problem, UnreadableException {
    String name = context.pathParam(WatchApi.NAME);
    long before = checked(() -> query.number("before", Long.MAX_VALUE));
    return WatchPage.of(
        controller.series().watch(name),
        controller.series().list(name),
        controller.series().points(name, before, POINTS),
        before == Long.MAX_VALUE);
  }

  private Page series(RoutingContext context, PageQuery query) throws Problem, UnreadableException {
    var range = checked(query::range);
    int page = (int) (long) checked(() -> query.number("page", 1));
    return SeriesPage.of(shown(context, query, range), page);
  }

  private SeriesView shown(RoutingContext context, PageQuery query, SeriesRange range)
      throws Problem {
    return controller
        .series()
        .show(context.pathParam(WatchApi.NAME), query.text("id"), range)
        .with(new RegressionsOfAlarms(controller.regressions().list())::of);
  }

  private String chart(RoutingContext context, PageQuery query)
      throws Problem, UnreadableException {
    SeriesRange range = checked(query::range);
    return SeriesFile.svg(shown(context, query, range))
        .orElseThrow(() ->
            new Problem(
                ProblemCode.UNKNOWN,
                "This part of the series has no point",
                "Ask for a longer one: from and to in the address are days."));
  }

  private Page regressions(RoutingContext context, PageQuery query)
      throws Problem, UnreadableException {
    int page = (int) (long) checked(() -> query.number("page", 1));
    return RegressionsPage.of(
        controller.regressions().list(), query.text("state"), query.text("source"), page);
  }

  private Page regression(RoutingContext context, PageQuery query)
      throws Problem, UnreadableException {
    RegressionView view = regressions().view(context.pathParam("regression"));
    return RegressionPage.of(
        view, regressions().evidence(view.id()), controller::message, Access.role(context));
  }
}

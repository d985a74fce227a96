package dev.halfspeed.web;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.RegressionView;
import dev.halfspeed.report.ComparisonText;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.SeriesView;
import dev.halfspeed.report.WatchView;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.RegressionPage;
import dev.halfspeed.web.page.RegressionsPage;
import dev.halfspeed.web.page.SeriesPage;
import dev.halfspeed.web.page.Templates;
import dev.halfspeed.web.page.TextPage;
import dev.halfspeed.web.page.TroublePage;
import dev.halfspeed.web.page.WatchPage;
import dev.halfspeed.web.page.WatchesPage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.function.BiConsumer;

/** The pages of watches and regressions, written on the server. */
final class WatchPages {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final int MOST_ALARMS = 500;
  private static final int POINTS = 50;
  private static final String WATCHES = "watches";

  private final Controller controller;
  private final InstantSource clock;
  private final Templates templates = new Templates();

  WatchPages(Controller controller, InstantSource clock) {
    this.controller = controller;
    this.clock = clock;
  }

  /**
   * Adds the pages to a router.
   *
   * @param on has requests of a route answered off the event loop
   */
  void mount(Router router, BiConsumer<Route, Api.Call> on) {
    page(router, on, "/watches", this::watches, "/");
    page(router, on, "/watches/:watch", this::watch, Links.watches());
    page(router, on, "/watches/:watch/series", this::series, Links.watches());
    page(router, on, "/regressions", this::regressions, "/");
    page(router, on, "/regressions/:regression", this::regression, "/regressions");
    page(router, on, "/comparisons/:comparison", this::comparison, Links.watches());
  }

  /** Makes a page. */
  private interface Maker {
    /**
     * The page of a request.
     *
     * @throws Problem when what the address names is not there
     * @throws UnreadableException when the address is not as it must be
     */
    Page of(RoutingContext context, PageQuery query) throws Problem, UnreadableException;
  }

  private void page(
      Router router, BiConsumer<Route, Api.Call> on, String path, Maker maker, String back) {
    on.accept(
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD),
        context -> {
          try {
            return html(200, maker.of(context, new PageQuery(context)));
          } catch (UnreadableException e) {
            return trouble(422, "This address can't be read", e.problem, back);
          } catch (Problem e) {
            return trouble(404, "Not found", e, back);
          } catch (StoreException e) {
            return trouble(503, "The controller's database fails", e.problem(), back);
          }
        });
  }

  private Answer trouble(int status, String title, Problem problem, String back) {
    return html(status, new TroublePage(title, problem.what(), problem.nextStep(), back));
  }

  private Answer html(int status, Page page) {
    return new Answer(status, "text/html; charset=utf-8", Buffer.buffer(templates.write(page)));
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
    SeriesView view =
        controller.series().show(context.pathParam(WatchApi.NAME), query.text("id"), range);
    return SeriesPage.of(
        view.with(new RegressionsOfAlarms(controller.regressions().list())::of), page);
  }

  private Page regressions(RoutingContext context, PageQuery query)
      throws Problem, UnreadableException {
    int page = (int) (long) checked(() -> query.number("page", 1));
    return RegressionsPage.of(
        controller.regressions().list(), query.text("state"), query.text("source"), page);
  }

  private Page regression(RoutingContext context, PageQuery query)
      throws Problem, UnreadableException {
    RegressionView view = controller.regressions().view(context.pathParam("regression"));
    return RegressionPage.of(
        view, controller.regressions().evidence(view.id()), controller::message);
  }

  private Page comparison(RoutingContext context, PageQuery query)
      throws Problem, UnreadableException {
    String id = context.pathParam("comparison");
    return new TextPage(
        "Comparison " + Printable.line(id, 40),
        WATCHES,
        ComparisonText.markdown(controller.comparison(id)),
        Links.API + Links.comparison(id));
  }

  /** Reads something of an address. */
  private interface Reading<T> {
    T read() throws Problem;
  }

  private static <T> T checked(Reading<T> reading) throws UnreadableException {
    try {
      return reading.read();
    } catch (Problem e) {
      throw new UnreadableException(e);
    }
  }

  /** Something in the address can't be read. */
  private static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    UnreadableException(Problem problem) {
      super(problem);
      this.problem = problem;
    }
  }
}

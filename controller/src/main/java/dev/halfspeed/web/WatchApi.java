package dev.halfspeed.web;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.watch.Watches;
import dev.halfspeed.web.page.Links;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.function.BiConsumer;

/** The API's part about watches. */
final class WatchApi {
  /** The part of a path that names a watch. */
  static final String NAME = "watch";

  private static final String ONE = Links.API + "/watches/:" + NAME;

  /** The part of a path that names a series. */
  static final String SERIES = "series";

  private static final int POINTS = 100;

  private final Controller controller;
  private final Watches watches;

  WatchApi(Controller controller) {
    this.controller = controller;
    this.watches = controller.watches();
  }

  /** Answers a request. */
  interface Call {
    Answer answer(RoutingContext context) throws Problem, Requests.Malformed;
  }

  /**
   * Adds it to a router.
   *
   * @param on has requests of a route answered
   */
  void mount(BiConsumer<Route, Call> on, Router router) {
    on.accept(router.get(Links.API + "/watches"), context -> Answer.json(200, watches.list()));
    on.accept(router.post(Links.API + "/watches"), this::add);
    on.accept(router.get(ONE), context -> Answer.json(200, watches.show(name(context))));
    on.accept(
        router.get(ONE + "/points"),
        context ->
            Answer.json(
                200,
                controller
                    .series()
                    .points(
                        name(context),
                        new PageQuery(context).number("before", Long.MAX_VALUE),
                        POINTS)));
    on.accept(
        router.get(ONE + "/series"),
        context -> Answer.json(200, controller.series().list(name(context))));
    on.accept(
        router.get(ONE + "/series/:" + SERIES),
        context ->
            Answer.json(
                200,
                controller
                    .series()
                    .show(name(context), context.pathParam(SERIES), new PageQuery(context).range())
                    .with(new RegressionsOfAlarms(controller.regressions().list())::of)));
    on.accept(
        router.get(ONE + "/values"), context -> Answer.json(200, watches.values(name(context))));
    on.accept(
        router.post(ONE + "/pause"),
        context ->
            Answer.json(
                200, watches.pause(name(context), Access.principal(context), reason(context))));
    on.accept(
        router.post(ONE + "/resume"),
        context ->
            Answer.json(
                200, watches.resume(name(context), Access.principal(context), reason(context))));
    on.accept(
        router.post(ONE + "/run-now"),
        context -> Answer.json(200, watches.runNow(name(context), Access.principal(context))));
    on.accept(
        router.post(ONE + "/remove"),
        context ->
            Answer.json(
                200, watches.remove(name(context), Access.principal(context), reason(context))));
  }

  private Answer add(RoutingContext context) throws Problem, Requests.Malformed {
    return Answer.json(
        201, watches.add(Requests.watch(context.body().buffer()), Access.principal(context)));
  }

  private static String name(RoutingContext context) {
    return context.pathParam(NAME);
  }

  private static String reason(RoutingContext context) throws Problem, Requests.Malformed {
    return Objects.requireNonNullElse(Requests.reason(context.body().buffer()).reason(), "");
  }
}

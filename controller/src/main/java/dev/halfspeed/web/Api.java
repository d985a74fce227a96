package dev.halfspeed.web;

import dev.halfspeed.bisect.BisectionRequest;
import dev.halfspeed.bisect.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.BisectionView;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JSON API under /api; docs/api.md describes it. */
final class Api {
  private static final Logger LOG = LoggerFactory.getLogger(Api.class);

  private final Controller controller;
  private final EventStream.Pace pace;
  private final Supplier<URI> address;

  Api(Controller controller, EventStream.Pace pace, Supplier<URI> address) {
    this.controller = controller;
    this.pace = pace;
    this.address = address;
  }

  /** Adds the API to a router that has read the bodies of requests. */
  void mount(Router router) {
    on(router.get("/api/health"), context -> Answer.json(200, Map.of("status", "ok")));
    on(router.get("/api/bisections"), context -> Answer.json(200, controller.bisections()));
    on(router.post("/api/bisections"), this::submit);
    on(router.post("/api/plan"), this::plan);
    on(
        router.get("/api/bisections/:id"),
        context -> Answer.json(200, addressed(controller.bisection(id(context)))));
    on(router.post("/api/bisections/:id/cancel"), this::cancel);
    on(
        router.get("/api/bisections/:id/report"),
        context -> Answer.text("text/markdown", controller.report(id(context))));
    on(
        router.get("/api/bisections/:id/jobs/:job/log"),
        context ->
            Answer.text("text/plain", controller.log(id(context), context.pathParam("job"))));
    router
        .get("/api/bisections/:id/events")
        .handler(context -> Thread.ofVirtual().name("events").start(() -> follow(context)));
    on(router.get("/api/machines"), context -> Answer.json(200, controller.machines()));
    on(router.post("/api/machines/check"), this::check);
    on(router.post("/api/machines/:machine/drain"), this::drain);
    on(router.post("/api/machines/:machine/admit"), this::admit);
    on(router.get("/api/checks"), context -> Answer.json(200, controller.checks()));
    on(router.post("/api/checks"), this::startCheck);
    on(
        router.get("/api/checks/:check"),
        context -> Answer.json(200, controller.check(context.pathParam("check"))));
    on(router.get("/api/recipes"), context -> Answer.json(200, controller.recipes()));
    on(
        router.get("/api/recipes/:name"),
        context -> Answer.json(200, controller.recipe(context.pathParam("name"))));
  }

  private Answer submit(RoutingContext context) throws Problem, Requests.Malformed {
    BisectionRequest request = Requests.bisection(context.body().asString());
    String id = controller.submit(request);
    return Answer.json(
        201, Map.of("id", id, "page", address.get().resolve("/bisections/" + id).toString()));
  }

  private Answer plan(RoutingContext context) throws Problem, Requests.Malformed {
    return Answer.json(200, controller.plan(Requests.plan(context.body().asString())));
  }

  private Answer cancel(RoutingContext context) throws Problem {
    controller.cancel(id(context));
    return Answer.json(200, Map.of("id", id(context)));
  }

  private Answer check(RoutingContext context) throws Problem, Requests.Malformed {
    Requests.Check check = Requests.check(context.body().asString());
    return Answer.json(
        200,
        controller.check(
            Objects.requireNonNullElse(check.lab(), ""),
            Objects.requireNonNullElse(check.machine(), "")));
  }

  private Answer drain(RoutingContext context) throws Problem, Requests.Malformed {
    return Answer.json(200, controller.drain(context.pathParam("machine"), reason(context)));
  }

  private Answer admit(RoutingContext context) throws Problem, Requests.Malformed {
    return Answer.json(200, controller.admit(context.pathParam("machine"), reason(context)));
  }

  private static String reason(RoutingContext context) throws Problem, Requests.Malformed {
    return Objects.requireNonNullElse(Requests.reason(context.body().asString()).reason(), "");
  }

  private Answer startCheck(RoutingContext context) throws Problem, Requests.Malformed {
    return Answer.json(201, controller.startCheck(Requests.wholeCheck(context.body().asString())));
  }

  private void follow(RoutingContext context) {
    var stream =
        new EventStream(context.response(), pace, context.request().getHeader("Last-Event-ID"));
    try (AutoCloseable subscription =
        controller.follow(id(context), view -> stream.accept(addressed(view)))) {
      Objects.requireNonNull(subscription);
      stream.run();
    } catch (Problem problem) {
      sendProblem(context, problem);
    } catch (Exception e) {
      sendBug(context, e);
    }
  }

  private BisectionView addressed(BisectionView view) {
    return view.withPage(address.get().resolve(view.page()).toString());
  }

  private static String id(RoutingContext context) {
    return context.pathParam("id");
  }

  /** Something that asks the controller and may so take its time. */
  private interface Call {
    Answer answer(RoutingContext context) throws Problem, Requests.Malformed;
  }

  private void on(Route route, Call call) {
    route.handler(context -> Thread.ofVirtual().name("api").start(() -> answer(context, call)));
  }

  private void answer(RoutingContext context, Call call) {
    try {
      call.answer(context).send(context);
    } catch (Problem problem) {
      sendProblem(context, problem);
    } catch (Requests.Malformed e) {
      Answer.problem(400, String.valueOf(e.getMessage()), "See docs/api.md.").send(context);
    } catch (RuntimeException e) {
      sendBug(context, e);
    }
  }

  private void sendProblem(RoutingContext context, Problem problem) {
    try {
      Answer.problem(
              isUnknown(context)
                  ? HttpResponseStatus.NOT_FOUND
                  : HttpResponseStatus.UNPROCESSABLE_ENTITY,
              problem)
          .send(context);
    } catch (RuntimeException e) {
      sendBug(context, e);
    }
  }

  /** Whether the path of a request names something that does not exist. */
  private boolean isUnknown(RoutingContext context) {
    @Nullable String id = context.pathParam("id");
    @Nullable String recipe = context.pathParam("name");
    @Nullable String machine = context.pathParam("machine");
    @Nullable String check = context.pathParam("check");
    if (id != null) {
      return context.pathParam("job") != null
          || controller.bisections().stream().noneMatch(known -> known.id().equals(id));
    }
    if (machine != null) {
      return controller.machines().stream().noneMatch(known -> known.name().equals(machine));
    }
    if (check != null) {
      return controller.checks().stream().noneMatch(known -> known.id().equals(check));
    }
    return recipe != null
        && controller.recipes().stream().noneMatch(known -> known.name().equals(recipe));
  }

  private static void sendBug(RoutingContext context, Exception e) {
    String id = UUID.randomUUID().toString().substring(0, 8);
    LOG.error("error {}: {} {}", id, context.request().method(), context.request().path(), e);
    Answer.problem(
            500,
            "Halfspeed failed in a way nobody expected (error " + id + ")",
            "Look for error " + id + " in the controller's log, and report it.")
        .send(context);
  }
}

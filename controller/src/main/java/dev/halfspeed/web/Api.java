package dev.halfspeed.web;

import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.core.Principal;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.ComparisonText;
import dev.halfspeed.report.Printable;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.web.page.Links;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JSON API under {@link Links#API}; docs/api.md describes it. */
final class Api {
  private static final Logger LOG = LoggerFactory.getLogger(Api.class);

  /** Calls that are answered at once; one that waits for a machine takes minutes. */
  static final int MOST_CALLS = 64;

  static final int MOST_STREAMS = 100;

  /** Paths of the API from before it had a version; {@link Links#API} is not among them. */
  private static final String WITHOUT_VERSION = "/api/(?!v1/).*";

  private static final Answer BUSY =
      Answer.problem(
          429,
          "The controller answers as many requests at once as it can",
          "Try again when others have been answered.");

  private final Controller controller;
  private final EventStream.Pace pace;
  private final Supplier<URI> address;
  private final BiFunction<String, Principal, URI> link;
  private final InstantSource clock;
  private final Semaphore calls = new Semaphore(MOST_CALLS);
  private final Semaphore streams = new Semaphore(MOST_STREAMS);

  /**
   * Makes the API.
   *
   * @param address where the server answers
   * @param link makes a link to a path that works once
   * @param clock tells pages what is new
   */
  Api(
      Controller controller,
      EventStream.Pace pace,
      Supplier<URI> address,
      BiFunction<String, Principal, URI> link,
      InstantSource clock) {
    this.controller = controller;
    this.pace = pace;
    this.address = address;
    this.link = link;
    this.clock = clock;
  }

  /** Adds the API to a router that has read the bodies of requests. */
  void mount(Router router) {
    on(router.get(Links.API + "/health"), context -> Answer.json(200, Map.of("status", "ok")));
    on(router.get(Links.API + "/bisections"), context -> Answer.json(200, controller.bisections()));
    on(router.post(Links.API + "/links"), this::newLink);
    on(router.post(Links.API + "/bisections"), this::submit);
    on(router.post(Links.API + "/plan"), this::plan);
    on(
        router.get(Links.API + "/bisections/:id"),
        context -> Answer.json(200, addressed(controller.bisection(id(context)))));
    on(router.post(Links.API + "/bisections/:id/cancel"), this::cancel);
    on(
        router.get(Links.API + "/bisections/:id/report"),
        context -> Answer.text("text/markdown", controller.report(id(context))));
    on(
        router.get(Links.API + "/bisections/:id/jobs/:job/log"),
        context ->
            Answer.text("text/plain", controller.log(id(context), context.pathParam("job"))));
    router
        .get(Links.API + "/bisections/:id/events")
        .handler(context -> within(streams, context, () -> follow(context)));
    on(
        router.get(Links.API + "/comparisons"),
        context ->
            Answer.json(
                200,
                context.queryParam("all").contains("true")
                    ? controller.allComparisons()
                    : controller.comparisons()));
    on(router.post(Links.API + "/comparisons"), this::compare);
    on(
        router.get(Links.API + "/comparisons/:comparison"),
        context -> Answer.json(200, controller.comparison(comparison(context))));
    on(router.post(Links.API + "/comparisons/:comparison/cancel"), this::cancelComparison);
    on(
        router.get(Links.API + "/comparisons/:comparison/report"),
        context ->
            Answer.text(
                "text/markdown",
                ComparisonText.markdown(controller.comparison(comparison(context)))));
    new WatchApi(controller).mount((route, call) -> on(route, call::answer), router);
    on(router.get(Links.API + "/machines"), context -> Answer.json(200, controller.machines()));
    on(router.post(Links.API + "/machines/check"), this::check);
    on(router.post(Links.API + "/machines/:machine/drain"), this::drain);
    on(router.post(Links.API + "/machines/:machine/admit"), this::admit);
    on(router.get(Links.API + "/checks"), context -> Answer.json(200, controller.checks()));
    on(router.post(Links.API + "/checks"), this::startCheck);
    on(router.post(Links.API + "/checks/:check/cancel"), this::cancelCheck);
    on(
        router.get(Links.API + "/checks/:check"),
        context -> Answer.json(200, controller.check(context.pathParam("check"))));
    on(router.get(Links.API + "/labs"), context -> Answer.json(200, controller.registry().labs()));
    on(router.post(Links.API + "/labs"), this::addLab);
    on(router.post(Links.API + "/labs/:lab/remove"), this::removeLab);
    on(
        router.get(Links.API + "/repositories"),
        context -> Answer.json(200, controller.registry().repositories()));
    on(router.post(Links.API + "/repositories"), this::addRepository);
    on(router.post(Links.API + "/repositories/:repository/remove"), this::removeRepository);
    on(router.get(Links.API + "/recipes"), context -> Answer.json(200, controller.recipes()));
    on(
        router.get(Links.API + "/recipes/:name"),
        context -> Answer.json(200, controller.recipe(context.pathParam("name"), by(context))));
    new RegressionApi(controller).mount(router, this::on);
    new WatchPages(controller, clock).mount(router, this::on);
    new BisectionPages(controller, clock).mount(new PageRoutes(router, this::on));
    router
        .get("/bisections/:id/changes")
        .handler(context -> within(streams, context, () -> tellOfChanges(context)));
    router.routeWithRegex(WITHOUT_VERSION).handler(Api::refuseWithoutVersion);
  }

  private static void refuseWithoutVersion(RoutingContext context) {
    Answer.problem(
            404,
            "There is nothing at this address",
            "The API is under " + Links.API + "; docs/api.md describes it.")
        .send(context);
  }

  private Answer addLab(RoutingContext context) throws Problem, Requests.Malformed {
    Requests.Registration lab = Requests.registration(context.body().buffer());
    return Answer.json(
        201, controller.registry().addLab(lab.name(), lab.path(), lab.replace(), by(context)));
  }

  private Answer addRepository(RoutingContext context) throws Problem, Requests.Malformed {
    Requests.Registration repository = Requests.registration(context.body().buffer());
    return Answer.json(
        201,
        controller
            .registry()
            .addRepository(
                repository.name(), repository.path(), repository.replace(), by(context)));
  }

  private Answer removeLab(RoutingContext context) throws Problem {
    String name = context.pathParam("lab");
    controller.registry().removeLab(name, by(context));
    return Answer.json(200, Map.of("name", name));
  }

  private Answer removeRepository(RoutingContext context) throws Problem {
    String name = context.pathParam("repository");
    controller.registry().removeRepository(name, by(context));
    return Answer.json(200, Map.of("name", name));
  }

  private static Principal by(RoutingContext context) {
    return Access.principal(context);
  }

  private Answer newLink(RoutingContext context) throws Problem, Requests.Malformed {
    String page = Requests.page(context.body().buffer());
    return Answer.json(201, Map.of("link", link.apply(page, by(context)).toString()));
  }

  private Answer submit(RoutingContext context) throws Problem, Requests.Malformed {
    BisectionRequest request = Requests.bisection(context.body().buffer());
    String id = controller.submit(request, by(context));
    return Answer.json(
        201, Map.of("id", id, "page", address.get().resolve("/bisections/" + id).toString()));
  }

  private Answer plan(RoutingContext context) throws Problem, Requests.Malformed {
    return Answer.json(200, controller.plan(Requests.plan(context.body().buffer()), by(context)));
  }

  private Answer cancel(RoutingContext context) throws Problem, Requests.Malformed {
    controller.cancel(id(context), whyIfTold(context), by(context));
    return Answer.json(200, Map.of("id", id(context)));
  }

  private Answer compare(RoutingContext context) throws Problem, Requests.Malformed {
    String id = controller.compare(Requests.comparison(context.body().buffer()), by(context));
    return Answer.json(201, Map.of("id", id));
  }

  private Answer cancelComparison(RoutingContext context) throws Problem, Requests.Malformed {
    // A bisection of that id is not meant.
    String id = controller.comparison(comparison(context)).id();
    controller.cancel(id, whyIfTold(context), by(context));
    return Answer.json(200, Map.of("id", id));
  }

  private Answer check(RoutingContext context) throws Problem, Requests.Malformed {
    Requests.Check check = Requests.check(context.body().buffer());
    return Answer.json(
        200,
        controller.check(
            Objects.requireNonNullElse(check.lab(), ""),
            Objects.requireNonNullElse(check.machine(), ""),
            by(context)));
  }

  private Answer drain(RoutingContext context) throws Problem, Requests.Malformed {
    return Answer.json(
        200, controller.drain(context.pathParam("machine"), reason(context), by(context)));
  }

  private Answer admit(RoutingContext context) throws Problem, Requests.Malformed {
    return Answer.json(
        200, controller.admit(context.pathParam("machine"), reason(context), by(context)));
  }

  private static String reason(RoutingContext context) throws Problem, Requests.Malformed {
    return Objects.requireNonNullElse(Requests.reason(context.body().buffer()).reason(), "");
  }

  /** A reason that may be left out, and the whole body with it. */
  private static String whyIfTold(RoutingContext context) throws Problem, Requests.Malformed {
    return context.body().length() > 0 ? reason(context) : "";
  }

  private Answer startCheck(RoutingContext context) throws Problem, Requests.Malformed {
    return Answer.json(
        201, controller.startCheck(Requests.wholeCheck(context.body().buffer()), by(context)));
  }

  private Answer cancelCheck(RoutingContext context) throws Problem, Requests.Malformed {
    String id = controller.check(context.pathParam("check")).id();
    controller.cancel(id, whyIfTold(context), by(context));
    return Answer.json(200, Map.of("id", id));
  }

  private void follow(RoutingContext context) {
    var stream =
        new EventStream(context.response(), pace, context.request().getHeader("Last-Event-ID"));
    follow(context, view -> stream.accept(addressed(view)), stream::run);
  }

  private void tellOfChanges(RoutingContext context) {
    var stream = new ChangeStream(context.response(), pace);
    follow(context, stream, stream::run);
  }

  /** Sends what it is told. */
  private interface Stream {
    void run() throws InterruptedException;
  }

  private void follow(RoutingContext context, Consumer<BisectionView> listener, Stream stream) {
    try (AutoCloseable subscription = controller.follow(id(context), listener)) {
      Objects.requireNonNull(subscription);
      stream.run();
    } catch (Problem problem) {
      sendProblem(context, problem);
    } catch (StoreException e) {
      sendUnavailable(context, e);
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

  private static String comparison(RoutingContext context) {
    return context.pathParam("comparison");
  }

  /** Something that asks the controller and may so take its time. */
  interface Call {
    Answer answer(RoutingContext context) throws Problem, Requests.Malformed;
  }

  private void on(Route route, Call call) {
    route.handler(context -> within(calls, context, () -> answer(context, call)));
  }

  /**
   * Does something that takes its time on a thread of its own, if not too much is done at once. No
   * virtual thread: what reads files there keeps its carrier, of which there are few.
   */
  private static void within(Semaphore places, RoutingContext context, Runnable task) {
    if (!places.tryAcquire()) {
      BUSY.send(context);
      return;
    }
    Thread.ofPlatform()
        .daemon()
        .name("api")
        .start(() -> {
          try {
            task.run();
          } finally {
            places.release();
          }
        });
  }

  private void answer(RoutingContext context, Call call) {
    try {
      call.answer(context).send(context);
    } catch (Problem problem) {
      sendProblem(context, problem);
    } catch (Requests.Malformed e) {
      Answer.problem(400, String.valueOf(e.getMessage()), "See docs/api.md.").send(context);
    } catch (StoreException e) {
      sendUnavailable(context, e);
    } catch (RuntimeException e) {
      sendBug(context, e);
    }
  }

  private void sendProblem(RoutingContext context, Problem problem) {
    try {
      Answer.problem(
              isUnknown(context)
                  ? HttpResponseStatus.NOT_FOUND
                  : Controller.isInUse(problem)
                      ? HttpResponseStatus.CONFLICT
                      : HttpResponseStatus.UNPROCESSABLE_ENTITY,
              problem)
          .send(context);
    } catch (StoreException e) {
      sendUnavailable(context, e);
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
    @Nullable String comparison = context.pathParam("comparison");
    @Nullable String watch = context.pathParam(WatchApi.NAME);
    if (id != null) {
      return context.pathParam("job") != null
          || controller.bisections().stream().noneMatch(known -> known.id().equals(id));
    }
    @Nullable String lab = context.pathParam("lab");
    @Nullable String repository = context.pathParam("repository");
    if (lab != null) {
      return controller.registry().labs().stream().noneMatch(known -> known.name().equals(lab));
    }
    if (repository != null) {
      return controller.registry().repositories().stream()
          .noneMatch(known -> known.name().equals(repository));
    }
    if (machine != null) {
      return controller.machines().stream().noneMatch(known -> known.name().equals(machine));
    }
    @Nullable String regression = context.pathParam("regression");
    if (regression != null) {
      return controller.regressions().list().stream()
          .noneMatch(known -> known.id().startsWith(regression));
    }
    if (check != null) {
      return controller.checks().stream().noneMatch(known -> known.id().equals(check));
    }
    if (comparison != null) {
      return controller.allComparisons().stream().noneMatch(known -> known.id().equals(comparison));
    }
    if (watch != null) {
      return controller.watches().list().stream().noneMatch(known -> known.name().equals(watch))
          || isUnknownSeries(watch, context.pathParam(WatchApi.SERIES));
    }
    return recipe != null
        && controller.recipes().stream().noneMatch(known -> known.name().equals(recipe));
  }

  private boolean isUnknownSeries(String watch, @Nullable String series) {
    try {
      return series != null
          && controller.series().list(watch).stream()
              .noneMatch(known -> known.id().startsWith(series));
    } catch (Problem removed) {
      return true;
    }
  }

  /** The controller's database fails: its operator can put that right. */
  private static void sendUnavailable(RoutingContext context, StoreException e) {
    LOG.warn("{} is not answered", context.request().method(), e);
    Answer.problem(HttpResponseStatus.SERVICE_UNAVAILABLE, e.problem()).send(context);
  }

  private static void sendBug(RoutingContext context, Exception e) {
    String id = UUID.randomUUID().toString().substring(0, 8);
    LOG.error(
        "error {}: {} {}",
        id,
        context.request().method(),
        Printable.line(context.request().path(), 200),
        e);
    Answer.problem(
            500,
            "Halfspeed failed in a way nobody expected (error " + id + ")",
            "Look for error " + id + " in the controller's log, and report it.")
        .send(context);
  }
}

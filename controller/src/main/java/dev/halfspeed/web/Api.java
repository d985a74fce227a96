package dev.halfspeed.web;

import dev.halfspeed.access.AccessTokens.Admission;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Printable;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.web.page.Links;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JSON API under {@link Links#API}; docs/api.md describes it. */
final class Api {
  private static final Logger LOG = LoggerFactory.getLogger(Api.class);

  /** Calls that are answered at once; one that waits for a machine takes minutes. */
  static final int MOST_CALLS = 64;

  /** Paths of the API from before it had a version; {@link Links#API} is not among them. */
  private static final String WITHOUT_VERSION = "/api/(?!v1/).*";

  static final Answer BUSY =
      Answer.problem(
          ErrorCode.TOO_MANY_REQUESTS,
          "The controller answers as many requests at once as it can",
          "Try again when others have been answered.");

  private final Controller controller;
  private final StreamPace pace;
  private final Supplier<URI> address;
  private final BiFunction<String, Admission, URI> link;
  private final InstantSource clock;
  private final AccessApi access;
  private final Semaphore calls = new Semaphore(MOST_CALLS);

  /**
   * Makes the API.
   *
   * @param address where the server answers
   * @param link makes a link to a path that works once
   * @param clock tells pages what is new
   * @param access the part about tokens and the audit log
   */
  Api(
      Controller controller,
      StreamPace pace,
      Supplier<URI> address,
      BiFunction<String, Admission, URI> link,
      InstantSource clock,
      AccessApi access) {
    this.access = access;
    this.controller = controller;
    this.pace = pace;
    this.address = address;
    this.link = link;
    this.clock = clock;
  }

  /** Adds the API to a router that has read the bodies of requests. */
  void mount(Router router) {
    var metrics = new Metrics(controller);
    router.route().handler(metrics::count);
    on(
        Metrics.named(router.get("/metrics"), "/metrics"),
        _ -> Answer.text("text/plain; version=0.0.4", metrics.text()));
    var operations = new Operations(router, this, new KeptAnswers(controller.answers(), clock));
    new ServiceApi(controller, link, () -> OpenApi.of(operations.all())).mount(operations);
    new BisectionApi(controller, address, pace).mount(operations);
    new ComparisonApi(controller).mount(operations);
    new WatchApi(controller).mount(operations);
    new MachineApi(controller).mount(operations);
    new RegistryApi(controller).mount(operations);
    new RegressionApi(controller).mount(operations);
    new CampaignApi(controller).mount(operations);
    var pages = new PageRoutes(router, this::on);
    new WatchPages(controller, clock).mount(pages);
    new CampaignPages(controller, clock).mount(pages);
    new MachinePages(controller, clock).mount(pages);
    new LogPages(controller, clock).mount(pages);
    new BisectionPages(controller, clock).mount(pages);
    access.mount(operations);
    access.mountPages(router, this::on);
    router.routeWithRegex(WITHOUT_VERSION).handler(Api::refuseWithoutVersion);
  }

  private static void refuseWithoutVersion(RoutingContext context) {
    Answer.problem(
            ErrorCode.NO_SUCH_ADDRESS,
            "There is nothing at this address",
            "The API is under " + Links.API + "; docs/api.md describes it.")
        .send(context);
  }

  /** Something that asks the controller and may so take its time. */
  interface Call {
    Answer answer(RoutingContext context) throws Problem, Requests.Malformed;
  }

  /** Something that begins to answer, and goes on with it elsewhere. */
  interface Begin {
    void begin(RoutingContext context) throws Problem;
  }

  /** Has requests of a route answered off the event loop. */
  void on(Route route, Call call) {
    route.handler(context ->
        within(calls, context, () -> answer(context, () -> call.answer(context).send(context))));
  }

  /** Has requests of a route answered for as long as their clients listen. */
  void onStream(Route route, Begin begin) {
    route.handler(
        context -> within(calls, context, () -> answer(context, () -> begin.begin(context))));
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

  /** Something that may be refused. */
  private interface Task {
    void run() throws Problem, Requests.Malformed;
  }

  private static void answer(RoutingContext context, Task task) {
    try {
      task.run();
    } catch (Problem problem) {
      Answer.problem(
              ErrorCode.of(problem, !context.pathParams().isEmpty()),
              problem.what(),
              problem.nextStep())
          .send(context);
    } catch (Requests.Malformed e) {
      Answer.problem(
              ErrorCode.MALFORMED_REQUEST, String.valueOf(e.getMessage()), "See docs/api.md.")
          .send(context);
    } catch (StoreException e) {
      sendUnavailable(context, e);
    } catch (RuntimeException e) {
      sendBug(context, e);
    }
  }

  /** The controller's database fails: its operator can put that right. */
  private static void sendUnavailable(RoutingContext context, StoreException e) {
    LOG.warn("{} is not answered", context.request().method(), e);
    Answer.problem(ErrorCode.STORE_UNAVAILABLE, e.problem().what(), e.problem().nextStep())
        .send(context);
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
            ErrorCode.INTERNAL_ERROR,
            "Halfspeed failed in a way nobody expected (error " + id + ")",
            "Look for error " + id + " in the controller's log, and report it.")
        .send(context);
  }
}

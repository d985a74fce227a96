package dev.halfspeed.web;

import dev.halfspeed.access.AccessTokens.Admission;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.web.api.AccessApi;
import dev.halfspeed.web.api.BisectionApi;
import dev.halfspeed.web.api.CampaignApi;
import dev.halfspeed.web.api.ComparisonApi;
import dev.halfspeed.web.api.ConfigBisectionApi;
import dev.halfspeed.web.api.InterventionApi;
import dev.halfspeed.web.api.KeptAnswers;
import dev.halfspeed.web.api.MachineApi;
import dev.halfspeed.web.api.Metrics;
import dev.halfspeed.web.api.OpenApi;
import dev.halfspeed.web.api.Operations;
import dev.halfspeed.web.api.RegistryApi;
import dev.halfspeed.web.api.RegressionApi;
import dev.halfspeed.web.api.ServiceApi;
import dev.halfspeed.web.api.VariantApi;
import dev.halfspeed.web.api.WatchApi;
import dev.halfspeed.web.events.StreamPace;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.Calls;
import dev.halfspeed.web.http.ErrorCode;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.site.AccountPages;
import dev.halfspeed.web.site.BisectionPages;
import dev.halfspeed.web.site.CampaignPages;
import dev.halfspeed.web.site.ComparisonPages;
import dev.halfspeed.web.site.ConfigBisectionPages;
import dev.halfspeed.web.site.LogPages;
import dev.halfspeed.web.site.MachinePages;
import dev.halfspeed.web.site.NewBisectionPages;
import dev.halfspeed.web.site.PageRoutes;
import dev.halfspeed.web.site.VariantPages;
import dev.halfspeed.web.site.WatchPages;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.InstantSource;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** What is at which address: the JSON API under {@link Links#API}, pages, and metrics. */
final class Routes implements AutoCloseable {
  /** Paths of the API from before it had a version; {@link Links#API} is not among them. */
  private static final String WITHOUT_VERSION = "/api/(?!v1/).*";

  private final Controller controller;
  private final StreamPace pace;
  private final Supplier<URI> address;
  private final BiFunction<String, Admission, URI> link;
  private final InstantSource clock;
  private final AccessApi access;
  private final AccountPages account;
  private final Calls calls = new Calls();
  private final Metrics metrics;

  /**
   * Makes the API.
   *
   * @param address where the server answers
   * @param link makes a link to a path that works once
   * @param clock tells pages what is new
   * @param access the part about tokens and the audit log
   * @param account the page of who is logged in
   */
  Routes(
      Controller controller,
      StreamPace pace,
      Supplier<URI> address,
      BiFunction<String, Admission, URI> link,
      InstantSource clock,
      AccessApi access,
      AccountPages account) {
    this.access = access;
    this.account = account;
    this.controller = controller;
    this.pace = pace;
    this.address = address;
    this.link = link;
    this.clock = clock;
    this.metrics = new Metrics(controller);
  }

  /** Adds the API to a router that has read the bodies of requests. */
  void mount(Router router) {
    router.route().handler(metrics::count);
    calls.on(
        Metrics.named(router.get("/metrics"), "/metrics"),
        _ -> Answer.text("text/plain; version=0.0.4", metrics.text()));
    var kept = new KeptAnswers(controller.answers(), clock);
    var operations = new Operations(router, calls, kept);
    new ServiceApi(controller, link, () -> OpenApi.of(operations.all())).mount(operations);
    new BisectionApi(controller, address, pace).mount(operations);
    new ComparisonApi(controller).mount(operations);
    new InterventionApi(controller).mount(operations);
    new ConfigBisectionApi(controller).mount(operations);
    new WatchApi(controller).mount(operations);
    new MachineApi(controller).mount(operations);
    new RegistryApi(controller).mount(operations);
    new RegressionApi(controller).mount(operations);
    new CampaignApi(controller).mount(operations);
    new VariantApi(controller.campaigns()).mount(operations);
    var pages = new PageRoutes(router, calls::on);
    new WatchPages(controller, clock).mount(pages);
    new CampaignPages(controller, clock).mount(pages);
    new VariantPages(controller.campaigns()).mount(pages);
    new MachinePages(controller, clock).mount(pages);
    new LogPages(controller, clock).mount(pages);
    new NewBisectionPages(controller, kept).mount(pages);
    new BisectionPages(controller, clock, kept).mount(pages);
    new ComparisonPages(controller, clock).mount(pages);
    new ConfigBisectionPages(controller, clock).mount(pages);
    access.mount(operations);
    account.mount(router, calls::on);
    router.routeWithRegex(WITHOUT_VERSION).handler(Routes::refuseWithoutVersion);
  }

  /** Ends what listens. */
  @Override
  public void close() {
    metrics.close();
  }

  private static void refuseWithoutVersion(RoutingContext context) {
    Answer.problem(
            ErrorCode.NO_SUCH_ADDRESS,
            "There is nothing at this address",
            "The API is under " + Links.API + "; docs/api.md describes it.")
        .send(context);
  }
}

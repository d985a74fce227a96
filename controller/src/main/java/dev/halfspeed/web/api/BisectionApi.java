package dev.halfspeed.web.api;

import dev.halfspeed.campaign.RequestParts;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionSummary;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ConfigView;
import dev.halfspeed.report.view.EffectiveConfig;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.report.view.PlanView;
import dev.halfspeed.report.view.RangeGraphView;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.events.EventFeeds;
import dev.halfspeed.web.events.StreamPace;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.MalformedRequestException;
import dev.halfspeed.web.http.PageQuery;
import dev.halfspeed.web.http.PathNumber;
import dev.halfspeed.web.http.RequestAddress;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The part of the API that is about bisections. */
public final class BisectionApi {
  private static final String ONE = "/bisections/{id}";
  private static final String CONFIG = ONE + "/configs/{config}";

  private static final RequestForm<BisectionRequest> BISECTION =
      new RequestForm<>(
          BisectionRequest.class,
          List.of("repository", "good", "bad", "recipe", "configBase"),
          """
          {"parameters": {}, "configFragments": [], "paths": [], "confidence": %s,
           "firstParent": false, "runs": 0, "maximumBoots": %s, "seed": 1, "priority": 0,
           "find": "regression"}
          """
              .formatted(RequestParts.USUAL_CONFIDENCE, RequestParts.USUAL_BOOTS));
  private static final String NOISE = "noise";
  private static final String EFFECT = "effect";
  private static final String POSITION = "{\"type\": \"integer\", \"minimum\": 1}";
  private static final String FRACTION_OR_NULL = "{\"type\": [\"number\", \"null\"]}";
  private static final RequestForm<BisectionRequest> PLAN =
      new RequestForm<>(
          BISECTION.type(),
          BISECTION.required(),
          BISECTION.defaults(),
          Map.of(),
          Map.of(NOISE, FRACTION_OR_NULL, EFFECT, FRACTION_OR_NULL));

  private final Controller controller;
  private final Supplier<URI> address;
  private final EventFeeds feeds;

  /**
   * Makes it.
   *
   * @param address where the server answers
   */
  public BisectionApi(Controller controller, Supplier<URI> address, StreamPace pace) {
    this.controller = controller;
    this.address = address;
    this.feeds = new EventFeeds(controller, pace);
  }

  /** A bisection that runs, and where it is shown. */
  record Started(String id, String page) {}

  public void mount(Operations operations) {
    operations.add(
        Operation.get("/bisections", "Bisections, the newest first")
            .givesPages(BisectionSummary.class),
        context -> Paging.page(context, controller.campaigns().bisections(), BisectionSummary::id));
    operations.add(
        Operation.post(
                "/bisections", "Checks a request whole, machines included, and starts a bisection")
            .takes(BISECTION)
            .starting()
            .gives(201, Started.class),
        this::submit);
    operations.add(
        Operation.post("/plan", "Forecasts what a request would take; starts nothing")
            .takes(PLAN)
            .gives(200, PlanView.class),
        this::plan);
    operations.add(
        Operation.get(ONE, "A bisection").gives(200, BisectionView.class),
        context ->
            Answer.json(
                200, addressed(controller.campaigns().bisection(id(context)), here(context))));
    operations.add(
        Operation.post(ONE + "/cancel", "Ends a bisection and what runs for it")
            .takes(OptionalReason.FORM)
            .gives(200, CampaignId.class),
        this::cancel);
    operations.add(
        Operation.get(ONE + "/report", "The report of a bisection as it stands")
            .givesText("text/markdown"),
        context -> Answer.text("text/markdown", controller.campaigns().report(id(context))));
    operations.add(
        Operation.get(
                ONE + "/latencies",
                "The latencies of single transactions, without the change and with it")
            .gives(200, LatencyView.class),
        context -> Answer.json(200, controller.campaigns().latencies(id(context))));
    operations.add(
        Operation.get(
                ONE + "/boots/{boot}/latencies",
                "The latencies of single transactions in one boot, beside both sides'")
            .gives(200, LatencyView.class),
        context ->
            Answer.json(
                200,
                controller.campaigns().latencies(id(context), PathNumber.of(context, "boot"))));
    operations.add(
        Operation.get(CONFIG, "An effective .config of a bisection's images, beside both ends'")
            .gives(200, ConfigView.class),
        context -> Answer.json(200, config(context).view()));
    operations.add(
        Operation.get(CONFIG + "/text", "An effective .config itself").givesText("text/plain"),
        context -> Answer.text("text/plain", config(context).text()));
    operations.add(
        Operation.get(ONE + "/graph", "How commits of a stretch of its range descend")
            .asks("from", POSITION, "the number of the first one, from 1")
            .asks(Paging.LIMIT, Paging.LIMIT_SCHEMA, Paging.LIMIT_MEANING)
            .gives(200, RangeGraphView.class),
        this::graph);
    operations.addStream(
        Operation.get(ONE + "/events", "A bisection and its changes as server-sent events")
            .givesText("text/event-stream"),
        context -> feeds.follow(id(context), context));
  }

  private Answer submit(RoutingContext context) throws Problem, MalformedRequestException {
    BisectionRequest request = BISECTION.read(context.body().buffer());
    String id = controller.requests().bisect(request, Access.principal(context));
    return Answer.json(201, new Started(id, here(context).resolve("/bisections/" + id).toString()));
  }

  private Answer plan(RoutingContext context) throws Problem, MalformedRequestException {
    return Answer.json(
        200,
        controller
            .requests()
            .plan(planRequest(context.body().buffer()), Access.principal(context)));
  }

  /** A request for a bisection with {@code noise} and {@code effect} beside its own fields. */
  private static PlanRequest planRequest(@Nullable Buffer buffer)
      throws Problem, MalformedRequestException {
    RequestBody body = RequestBody.of(buffer);
    Double noise = body.takeNumber(NOISE);
    Double effect = body.takeNumber(EFFECT);
    return new PlanRequest(PLAN.read(body), noise, effect);
  }

  private Answer cancel(RoutingContext context) throws Problem, MalformedRequestException {
    // A campaign of another kind is not meant.
    String id = controller.campaigns().bisection(id(context)).id();
    controller
        .requests()
        .cancel(id, OptionalReason.orNone(context.body().buffer()), Access.principal(context));
    return Answer.json(200, new CampaignId(id));
  }

  private Answer graph(RoutingContext context) throws Problem {
    var query = new PageQuery(context);
    int from = (int) query.number("from", 1) - 1;
    int limit = Paging.limit(query);
    return Answer.json(
        200,
        controller
            .campaigns()
            .graph(id(context), from, from + limit, true)
            .orElseThrow(() ->
                new Problem(
                    "the range of bisection " + id(context) + " can't be read from its repository",
                    "see whether the repository is where the bisection had it, and has its"
                        + " commits")));
  }

  private EffectiveConfig config(RoutingContext context) throws Problem {
    return controller.campaigns().config(id(context), context.pathParam("config"));
  }

  private URI here(RoutingContext context) {
    return RequestAddress.of(context, address.get());
  }

  private static BisectionView addressed(BisectionView view, URI here) {
    return view.withPage(here.resolve(view.page()).toString());
  }

  private static String id(RoutingContext context) {
    return context.pathParam("id");
  }
}

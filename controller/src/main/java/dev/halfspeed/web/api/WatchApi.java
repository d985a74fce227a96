package dev.halfspeed.web.api;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.watch.SeriesView;
import dev.halfspeed.report.view.watch.WatchPoints;
import dev.halfspeed.report.view.watch.WatchValues;
import dev.halfspeed.report.view.watch.WatchView;
import dev.halfspeed.watch.WatchRequest;
import dev.halfspeed.watch.Watches;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.MalformedRequestException;
import dev.halfspeed.web.http.PageQuery;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API's part about watches. */
public final class WatchApi {
  /** The part of a path that names a watch. */
  public static final String NAME = "watch";

  private static final String ONE = "/watches/{" + NAME + "}";
  private static final String NUMBER = "{\"type\": \"integer\", \"minimum\": 1}";
  private static final String TIME = "{\"type\": \"string\"}";

  /** The part of a path that names a series. */
  static final String SERIES = "series";

  /** The field of the query that says which page of points it is. */
  private static final String BEFORE = "before";

  private static final RequestForm<WatchRequest.Ref> REF =
      new RequestForm<>(WatchRequest.Ref.class, List.of("kind", "pattern"), RequestForm.NONE);
  private static final RequestForm<WatchRequest.Workload> WORKLOAD =
      new RequestForm<>(
          WatchRequest.Workload.class,
          List.of("recipe"),
          """
          {"parameters": {}, "metrics": []}
          """);
  private static final RequestForm<WatchRequest> WATCH =
      new RequestForm<>(
          WatchRequest.class,
          List.of("name", "repository", "reference", "configBase"),
          """
          {"configFragments": [], "everyMinutes": 60, "machineHoursADay": 8, "bisectionsAnHour": 1,
           "blocks": 1, "runs": 1, "backlog": 8, "backfill": 0, "seed": 1}
          """,
          Map.of(WatchRequest.Ref.class, REF, WatchRequest.Workload.class, WORKLOAD),
          Map.of());

  private final Controller controller;
  private final Watches watches;

  public WatchApi(Controller controller) {
    this.controller = controller;
    this.watches = controller.watches();
  }

  public void mount(Operations operations) {
    operations.add(
        Operation.get("/watches", "All watches").givesPages(WatchView.class),
        context -> Paging.page(context, watches.list(), WatchView::name));
    operations.add(
        Operation.post("/watches", "Checks a watch whole, machines included, and adds it")
            .takes(WATCH)
            .starting()
            .gives(201, WatchView.class),
        this::add);
    operations.add(
        Operation.get(ONE, "A watch with its points").gives(200, WatchView.class),
        context -> Answer.json(200, watches.show(name(context))));
    operations.add(
        Operation.get(ONE + "/points", "Points of a watch, the newest first")
            .asks(BEFORE, NUMBER, "only points of smaller numbers: next of an answer")
            .asks(Paging.LIMIT, Paging.LIMIT_SCHEMA, Paging.LIMIT_MEANING)
            .gives(200, WatchPoints.class),
        this::points);
    operations.add(
        Operation.get(ONE + "/series", "The series of a watch")
            .givesAll(200, WatchView.Series.class),
        context -> Answer.json(200, controller.series().list(name(context))));
    operations.add(
        Operation.get(
                ONE + "/series/{" + SERIES + "}", "A part of a series: around its newest change")
            .asks("from", TIME, "only values from this time on")
            .asks("to", TIME, "only values up to this time")
            .asks("change", "{\"type\": \"string\"}", "around the change that came with a commit")
            .gives(200, SeriesView.class),
        context ->
            Answer.json(
                200,
                controller
                    .series()
                    .show(name(context), context.pathParam(SERIES), new PageQuery(context).range())
                    .with(new RegressionsOfAlarms(controller.regressions().list())::of)));
    operations.add(
        Operation.get(ONE + "/values", "All values of a watch's series")
            .givesAll(200, WatchValues.class),
        context -> Answer.json(200, watches.values(name(context))));
    change(
        operations,
        "/pause",
        "Begins no new point from now on",
        context -> watches.pause(name(context), Access.principal(context), reason(context)));
    change(
        operations,
        "/resume",
        "Looks at new kernels again",
        context -> watches.resume(name(context), Access.principal(context), reason(context)));
    change(
        operations,
        "/run-now",
        "Looks at once",
        context -> watches.runNow(name(context), Access.principal(context)));
    change(
        operations,
        "/remove",
        "Takes a watch away; what it measured stays",
        context -> watches.remove(name(context), Access.principal(context), reason(context)));
  }

  private Answer points(RoutingContext context) throws Problem {
    var query = new PageQuery(context);
    WatchPoints page =
        controller
            .series()
            .points(name(context), query.number(BEFORE, Long.MAX_VALUE), Paging.limit(query));
    Answer answer = Answer.json(200, page);
    Long next = page.next();
    return next == null ? answer : Paging.linked(answer, context, BEFORE, Long.toString(next));
  }

  /** Does something to a watch. */
  private interface Change {
    WatchView of(RoutingContext context) throws Problem, MalformedRequestException;
  }

  private static void change(Operations operations, String path, String summary, Change change) {
    operations.add(
        Operation.post(ONE + path, summary).takes(OptionalReason.FORM).gives(200, WatchView.class),
        context -> Answer.json(200, change.of(context)));
  }

  private Answer add(RoutingContext context) throws Problem, MalformedRequestException {
    return Answer.json(
        201, watches.add(request(context.body().buffer()), Access.principal(context)));
  }

  private static WatchRequest request(@Nullable Buffer buffer)
      throws Problem, MalformedRequestException {
    RequestBody body = RequestBody.of(buffer);
    body.replaceEach("refs", "ref", ref -> ref.completed(REF));
    body.replaceEach("workloads", "workload", workload -> workload.completed(WORKLOAD));
    return WATCH.read(body);
  }

  private static String name(RoutingContext context) {
    return context.pathParam(NAME);
  }

  private static String reason(RoutingContext context) throws Problem, MalformedRequestException {
    return OptionalReason.in(context.body().buffer());
  }
}

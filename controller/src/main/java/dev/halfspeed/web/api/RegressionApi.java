package dev.halfspeed.web.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.regression.AlarmRequest;
import dev.halfspeed.regression.Regressions;
import dev.halfspeed.regression.view.RegressionExport;
import dev.halfspeed.regression.view.RegressionView;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.MalformedRequestException;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of the API that is about alarms, regressions and notices. */
public final class RegressionApi {
  private static final String ONE = "/regressions/{regression}";

  private static final RequestForm<AlarmRequest> ALARM =
      new RequestForm<>(
          AlarmRequest.class,
          List.of("key", "source", "repository", "good", "bad", "metric"),
          RequestForm.NONE);
  private static final RequestForm<Decision> DECISION =
      new RequestForm<>(Decision.class, List.of("reason"), RequestForm.NONE);

  private final Controller controller;

  public RegressionApi(Controller controller) {
    this.controller = controller;
  }

  private static final RequestForm<Move> MOVE =
      new RequestForm<>(Move.class, List.of("reason"), RequestForm.NONE);

  /** Whether an alarm is new. */
  record Raised(@JsonProperty("new") boolean isNew) {}

  /**
   * What a person decides about a regression, and why.
   *
   * @param by his name, where he is not whom the controller knows; absent: he is
   * @param commit the culprit that he names; absent otherwise
   */
  record Decision(@Nullable String by, String reason, @Nullable String commit) {}

  /**
   * Where a person says that the change lies, and why.
   *
   * @param by his name, where he is not whom the controller knows; absent: he is
   * @param good revision that is certainly before the change; absent: it stays
   * @param bad revision that is certainly after it; absent: it stays
   */
  record Move(@Nullable String by, String reason, @Nullable String good, @Nullable String bad) {}

  public void mount(Operations operations) {
    operations.add(
        Operation.post("/alarms", "Takes an alarm of another detector")
            .takes(ALARM)
            .starting()
            .gives(201, Raised.class)
            .gives(200, Raised.class),
        this::raise);
    operations.add(
        Operation.get("/regressions", "Regressions, the newest first")
            .givesPages(RegressionView.class),
        context -> Paging.page(context, regressions().list(), RegressionView::id));
    operations.add(
        Operation.get("/regressions.csv", "Regressions, a line each").givesText("text/csv"),
        _ -> Answer.text("text/csv", RegressionExport.csv(regressions().list())));
    operations.add(
        Operation.get("/regressions/kcidb", "Regressions for KernelCI's database")
            .givesText("application/json"),
        _ -> Answer.text("application/json", RegressionExport.kcidb(regressions().list())));
    operations.add(
        Operation.get("/regressions/badge.svg", "How many regressions are open, as a picture")
            .givesText("image/svg+xml"),
        _ -> Answer.text("image/svg+xml", RegressionExport.badge(regressions().list())));
    operations.add(
        Operation.get(ONE, "A regression, by its id or the beginning of it")
            .gives(200, RegressionView.class),
        context -> Answer.json(200, regressions().view(id(context))));
    decision(
        operations,
        "/ignore",
        "Decides that a regression does not matter",
        (context, decision) ->
            regressions().ignore(id(context), by(context, decision), decision.reason()));
    decision(
        operations,
        "/retract",
        "Decides that a regression is none",
        (context, decision) ->
            regressions().retract(id(context), by(context, decision), decision.reason()));
    decision(operations, "/blame", "Names the culprit of a regression", this::blame);
    operations.add(
        Operation.post(ONE + "/move", "Says between which commits a regression lies")
            .takes(MOVE)
            .gives(200, RegressionView.class),
        this::move);
    operations.add(
        Operation.get("/notices", "Notices, the newest first")
            .givesPages(RegressionView.Notice.class),
        context -> Paging.page(context, regressions().notices(), RegressionView.Notice::key));
  }

  /** Does what a person has decided. */
  private interface Deciding {
    RegressionView decide(RoutingContext context, Decision decision) throws Problem;
  }

  private static void decision(
      Operations operations, String path, String summary, Deciding deciding) {
    operations.add(
        Operation.post(ONE + path, summary).takes(DECISION).gives(200, RegressionView.class),
        context ->
            Answer.json(200, deciding.decide(context, DECISION.read(context.body().buffer()))));
  }

  private Regressions regressions() {
    return controller.regressions();
  }

  private Answer raise(RoutingContext context) throws Problem, MalformedRequestException {
    AlarmRequest alarm = ALARM.read(RequestBody.of(context.body().buffer(), "the alarm"));
    boolean isNew = controller.raise(alarm, Access.principal(context));
    return Answer.json(isNew ? 201 : 200, new Raised(isNew));
  }

  private RegressionView blame(RoutingContext context, Decision decision) throws Problem {
    String commit = decision.commit();
    if (commit == null) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "The request lacks \"commit\", or it is no text",
          RequestBody.NEXT);
    }
    return regressions().blame(id(context), commit, by(context, decision), decision.reason());
  }

  private Answer move(RoutingContext context) throws Problem, MalformedRequestException {
    Move move = MOVE.read(context.body().buffer());
    return Answer.json(
        200,
        regressions()
            .move(id(context), move.good(), move.bad(), by(context, move.by()), move.reason()));
  }

  private static String by(RoutingContext context, Decision decision) {
    return by(context, decision.by());
  }

  /** Whom the controller knows, and who he says that he is, where that is somebody else. */
  private static String by(RoutingContext context, @Nullable String said) {
    String known = Access.principal(context).name();
    return said == null || said.equals(known) ? known : said + " (" + known + ")";
  }

  private static String id(RoutingContext context) {
    return context.pathParam("regression");
  }
}

package dev.halfspeed.web.api;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.comparison.ComparisonText;
import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.MalformedRequestException;
import io.vertx.ext.web.RoutingContext;

/** The part of the API that is about comparisons. */
public final class ComparisonApi {
  private static final String ONE = "/comparisons/{comparison}";

  private final Controller controller;

  public ComparisonApi(Controller controller) {
    this.controller = controller;
  }

  public void mount(Operations operations) {
    operations.add(
        Operation.get("/comparisons", "Comparisons that people asked for, the newest first")
            .asks("all", "{\"type\": \"boolean\"}", "true: those of watches and regressions too")
            .givesPages(ComparisonSummary.class),
        context ->
            Paging.page(
                context,
                context.queryParam("all").contains("true")
                    ? controller.campaigns().allComparisons()
                    : controller.campaigns().comparisons(),
                ComparisonSummary::id));
    operations.add(
        Operation.post(
                "/comparisons",
                "Checks a request whole, machines included, and starts a comparison")
            .takes(Requests.COMPARISON)
            .starting()
            .gives(201, CampaignId.class),
        this::compare);
    operations.add(
        Operation.get(ONE, "A comparison").gives(200, ComparisonView.class),
        context -> Answer.json(200, controller.campaigns().comparison(id(context))));
    operations.add(
        Operation.post(ONE + "/cancel", "Ends a comparison and what runs for it")
            .takes(Requests.REASON)
            .gives(200, CampaignId.class),
        this::cancel);
    operations.add(
        Operation.get(ONE + "/report", "The report of a comparison as it stands")
            .givesText("text/markdown"),
        context ->
            Answer.text(
                "text/markdown",
                ComparisonText.markdown(controller.campaigns().comparison(id(context)))));
  }

  private Answer compare(RoutingContext context) throws Problem, MalformedRequestException {
    return Answer.json(
        201,
        new CampaignId(
            controller
                .requests()
                .compare(Requests.comparison(context.body().buffer()), Access.principal(context))));
  }

  private Answer cancel(RoutingContext context) throws Problem, MalformedRequestException {
    // A bisection of that id is not meant.
    String id = controller.campaigns().comparison(id(context)).id();
    controller
        .requests()
        .cancel(id, Requests.reasonOrNone(context.body().buffer()), Access.principal(context));
    return Answer.json(200, new CampaignId(id));
  }

  private static String id(RoutingContext context) {
    return context.pathParam("comparison");
  }
}

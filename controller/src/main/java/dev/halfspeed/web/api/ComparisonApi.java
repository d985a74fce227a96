package dev.halfspeed.web.api;

import dev.halfspeed.campaign.RequestParts;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.comparison.ComparisonText;
import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.MalformedRequestException;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of the API that is about comparisons. */
public final class ComparisonApi {
  private static final String ONE = "/comparisons/{comparison}";

  private static final String VARIANTS = "variants";
  private static final RequestForm<ComparisonRequest.Variant> VARIANT =
      new RequestForm<>(
          ComparisonRequest.Variant.class,
          List.of("name", "repository", "revision", "configBase"),
          """
          {"configFragments": [], "kernelArguments": [], "parameters": {}}
          """);
  private static final RequestForm<ComparisonRequest> COMPARISON =
      new RequestForm<>(
          ComparisonRequest.class,
          List.of("recipe"),
          """
          {"parameters": {}, "confidence": %s, "smallest": %s, "runs": %s, "maximumBoots": %s,
           "seed": 1, "priority": 0}
          """
              .formatted(
                  RequestParts.USUAL_CONFIDENCE,
                  ComparisonRequest.SMALLEST,
                  ComparisonRequest.RUNS,
                  RequestParts.USUAL_BOOTS),
          Map.of(ComparisonRequest.Variant.class, VARIANT),
          Map.of());

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
            .takes(COMPARISON)
            .starting()
            .gives(201, CampaignId.class),
        this::compare);
    operations.add(
        Operation.get(ONE, "A comparison").gives(200, ComparisonView.class),
        context -> Answer.json(200, controller.campaigns().comparison(id(context))));
    operations.add(
        Operation.post(ONE + "/cancel", "Ends a comparison and what runs for it")
            .takes(OptionalReason.FORM)
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
                .compare(request(context.body().buffer()), Access.principal(context))));
  }

  private static ComparisonRequest request(@Nullable Buffer buffer)
      throws Problem, MalformedRequestException {
    RequestBody body = RequestBody.of(buffer);
    int variants = body.size(VARIANTS);
    if (variants < 2) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "The request has " + (variants == 0 ? "no variant" : "only one variant"),
          "Name two or more that are to be compared.");
    }
    body.replaceEach(VARIANTS, "variant", ComparisonApi::variant);
    return COMPARISON.read(body);
  }

  /** A variant with all its fields, each of which was read once, so that messages can say where. */
  private static RequestBody variant(RequestBody given) throws Problem {
    RequestBody whole = given.completed(VARIANT);
    whole.as(VARIANT.type());
    return whole;
  }

  private Answer cancel(RoutingContext context) throws Problem, MalformedRequestException {
    // A bisection of that id is not meant.
    String id = controller.campaigns().comparison(id(context)).id();
    controller
        .requests()
        .cancel(id, OptionalReason.orNone(context.body().buffer()), Access.principal(context));
    return Answer.json(200, new CampaignId(id));
  }

  private static String id(RoutingContext context) {
    return context.pathParam("comparison");
  }
}

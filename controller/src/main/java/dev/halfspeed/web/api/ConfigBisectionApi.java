package dev.halfspeed.web.api;

import dev.halfspeed.campaign.RequestParts;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.configs.ConfigBisectionText;
import dev.halfspeed.report.view.ConfigBisectionSummary;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.MalformedRequestException;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The part of the API that is about config bisections. */
public final class ConfigBisectionApi {
  private static final String ONE = "/config-bisections/{search}";

  private static final RequestForm<ConfigBisectionRequest> CONFIG_BISECTION =
      new RequestForm<>(
          ConfigBisectionRequest.class,
          List.of("repository", "revision", "goodConfig", "badConfig", "recipe"),
          """
          {"good": "good.config", "bad": "bad.config", "parameters": {}, "confidence": %s,
           "runs": 0, "maximumBoots": %s, "seed": 1, "priority": 0}
          """
              .formatted(RequestParts.USUAL_CONFIDENCE, RequestParts.USUAL_BOOTS));

  private final Controller controller;

  public ConfigBisectionApi(Controller controller) {
    this.controller = controller;
  }

  public void mount(Operations operations) {
    operations.add(
        Operation.get("/config-bisections", "Config bisections, the newest first")
            .givesPages(ConfigBisectionSummary.class),
        context ->
            Paging.page(
                context, controller.campaigns().configBisections(), ConfigBisectionSummary::id));
    operations.add(
        Operation.post(
                "/config-bisections",
                "Checks a request whole, machines included, and starts a config bisection")
            .takes(CONFIG_BISECTION)
            .starting()
            .gives(201, CampaignId.class),
        this::start);
    operations.add(
        Operation.get(ONE, "A config bisection").gives(200, ConfigBisectionView.class),
        context -> Answer.json(200, controller.campaigns().configBisection(id(context))));
    operations.add(
        Operation.post(ONE + "/cancel", "Ends a config bisection and what runs for it")
            .takes(OptionalReason.FORM)
            .gives(200, CampaignId.class),
        this::cancel);
    operations.add(
        Operation.get(ONE + "/report", "The report of a config bisection as it stands")
            .givesText("text/markdown"),
        context ->
            Answer.text(
                "text/markdown",
                ConfigBisectionText.markdown(controller.campaigns().configBisection(id(context)))));
  }

  private Answer start(RoutingContext context) throws Problem, MalformedRequestException {
    return Answer.json(
        201,
        new CampaignId(
            controller
                .requests()
                .bisectConfigs(
                    CONFIG_BISECTION.read(context.body().buffer()), Access.principal(context))));
  }

  private Answer cancel(RoutingContext context) throws Problem, MalformedRequestException {
    // A campaign of another kind is not meant.
    String id = controller.campaigns().configBisection(id(context)).id();
    controller
        .requests()
        .cancel(id, OptionalReason.orNone(context.body().buffer()), Access.principal(context));
    return Answer.json(200, new CampaignId(id));
  }

  private static String id(RoutingContext context) {
    return context.pathParam("search");
  }
}

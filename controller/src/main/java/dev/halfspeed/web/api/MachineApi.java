package dev.halfspeed.web.api;

import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.RecipeView;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.MalformedRequestException;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The part of the API that is about machines, their checks, and recipes. */
public final class MachineApi {
  private static final String ONE = "/machines/{machine}";

  private static final RequestForm<Look> LOOK = new RequestForm<>(Look.class);
  private static final RequestForm<CheckRequest> CHECK =
      new RequestForm<>(
          CheckRequest.class,
          List.of("repository", "good", "recipe", "configBase"),
          """
          {"parameters": {}, "configFragments": [], "boots": 12, "runs": 2, "seed": 1}
          """);

  private final Controller controller;

  public MachineApi(Controller controller) {
    this.controller = controller;
  }

  /**
   * Which machines to look at.
   *
   * @param lab name of a lab, or path of a lab file; absent: the machine at hand
   * @param machine a name; absent: all of them
   */
  record Look(@Nullable String lab, @Nullable String machine) {}

  public void mount(Operations operations) {
    operations.add(
        Operation.get("/machines", "The machines that the controller knows")
            .givesPages(MachineView.class),
        context -> Paging.page(context, controller.machines().all(), MachineView::name));
    operations.add(
        Operation.post("/machines/check", "Looks at one machine of a lab, or at all")
            .takes(LOOK)
            .givesAll(200, MachineView.class),
        this::look);
    operations.add(
        Operation.post(ONE + "/drain", "Gives a machine no new work")
            .takes(OptionalReason.FORM)
            .gives(200, MachineView.class),
        this::drain);
    operations.add(
        Operation.post(ONE + "/admit", "Gives a machine work again")
            .takes(OptionalReason.FORM)
            .gives(200, MachineView.class),
        this::admit);
    operations.add(
        Operation.get("/checks", "Checks of machines, the newest first")
            .givesPages(CheckView.class),
        context -> Paging.page(context, controller.machines().checks(), CheckView::id));
    operations.add(
        Operation.post("/checks", "Starts a whole check of each machine of a lab, or of one")
            .takes(CHECK)
            .starting()
            .givesAll(201, CheckView.class),
        this::start);
    operations.add(
        Operation.post("/checks/{check}/cancel", "Ends a check")
            .takes(OptionalReason.FORM)
            .gives(200, CampaignId.class),
        this::cancel);
    operations.add(
        Operation.get("/checks/{check}", "A check of a machine").gives(200, CheckView.class),
        context -> Answer.json(200, controller.machines().check(context.pathParam("check"))));
    operations.add(
        Operation.get("/recipes", "The recipes that come with Halfspeed")
            .givesPages(RecipeView.class),
        context -> Paging.page(context, controller.recipes(), RecipeView::name));
    operations.add(
        Operation.get("/recipes/{name}", "A recipe, checked").gives(200, RecipeView.class),
        context ->
            Answer.json(
                200, controller.recipe(context.pathParam("name"), Access.principal(context))));
  }

  private Answer look(RoutingContext context) throws Problem, MalformedRequestException {
    Look look = RequestBody.of(context.body().buffer()).as(Look.class);
    return Answer.json(
        200,
        controller
            .machines()
            .check(
                Objects.requireNonNullElse(look.lab(), ""),
                Objects.requireNonNullElse(look.machine(), ""),
                Access.principal(context)));
  }

  private Answer drain(RoutingContext context) throws Problem, MalformedRequestException {
    return Answer.json(
        200,
        controller
            .machines()
            .drain(context.pathParam("machine"), reason(context), Access.principal(context)));
  }

  private Answer admit(RoutingContext context) throws Problem, MalformedRequestException {
    return Answer.json(
        200,
        controller
            .machines()
            .admit(context.pathParam("machine"), reason(context), Access.principal(context)));
  }

  private static String reason(RoutingContext context) throws Problem, MalformedRequestException {
    return OptionalReason.in(context.body().buffer());
  }

  private Answer start(RoutingContext context) throws Problem, MalformedRequestException {
    return Answer.json(
        201,
        controller
            .machines()
            .startCheck(CHECK.read(context.body().buffer()), Access.principal(context)));
  }

  private Answer cancel(RoutingContext context) throws Problem, MalformedRequestException {
    String id = controller.machines().check(context.pathParam("check")).id();
    controller
        .requests()
        .cancel(id, OptionalReason.orNone(context.body().buffer()), Access.principal(context));
    return Answer.json(200, new CampaignId(id));
  }
}

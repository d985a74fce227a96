package dev.halfspeed.web.api;

import dev.halfspeed.campaign.InterventionRequest;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.MalformedRequestException;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of the API by which people intervene in campaigns that run. */
public final class InterventionApi {
  private static final List<String> REASON = List.of("reason");
  private static final RequestForm<Reasoned> REASONED =
      new RequestForm<>(Reasoned.class, REASON, RequestForm.NONE);
  private static final RequestForm<Priority> PRIORITY =
      new RequestForm<>(Priority.class, REASON, RequestForm.NONE);
  private static final RequestForm<Budget> BUDGET =
      new RequestForm<>(Budget.class, REASON, RequestForm.NONE);
  private static final RequestForm<Remeasure> REMEASURE =
      new RequestForm<>(Remeasure.class, List.of("commit", "reason"), RequestForm.NONE);
  private static final RequestForm<RemeasureConfiguration> REMEASURE_CONFIGURATION =
      new RequestForm<>(
          RemeasureConfiguration.class, List.of("configuration", "reason"), RequestForm.NONE);
  private static final RequestForm<Exclude> EXCLUDE =
      new RequestForm<>(Exclude.class, List.of("sample", "reason"), RequestForm.NONE);
  private static final RequestForm<OutcomeOverride> OVERRIDE =
      new RequestForm<>(
          OutcomeOverride.class, List.of("commit", "outcome", "reason"), RequestForm.NONE);
  private static final RequestForm<Undo> UNDO =
      new RequestForm<>(Undo.class, REASON, RequestForm.NONE);

  private final Controller controller;

  public InterventionApi(Controller controller) {
    this.controller = controller;
  }

  /** What was done, by the number with which it is undone. */
  record Done(String id, int action) {}

  /** Something that needs nothing but a reason. */
  record Reasoned(String reason) {}

  /** Another priority. */
  record Priority(int priority, String reason) {}

  /** Another budget; what is absent stays as it is. */
  record Budget(
      @Nullable Integer maximumBoots, @Nullable Double maximumMachineHours, String reason) {}

  /** One more boot of a commit. */
  record Remeasure(String commit, String reason) {}

  /**
   * One more boot of a configuration.
   *
   * @param configuration good, bad, or the number of a boot of it
   */
  record RemeasureConfiguration(String configuration, String reason) {}

  /** A sample that is no evidence. */
  record Exclude(String sample, String reason) {}

  /**
   * What a commit is taken for.
   *
   * @param outcome good, bad or skip
   */
  record OutcomeOverride(String commit, String outcome, String reason) {}

  /** Something earlier is taken back, by its number. */
  record Undo(int action, String reason) {}

  /** Reads what is asked for. */
  @FunctionalInterface
  private interface Reading {
    Asked read(@Nullable Buffer body) throws Problem, MalformedRequestException;
  }

  private record Asked(InterventionRequest what, String reason) {}

  /** Finds the id of a campaign of one kind that the address names. */
  @FunctionalInterface
  private interface Finding {
    String id(RoutingContext context) throws Problem;
  }

  public void mount(Operations operations) {
    Finding bisection = context -> controller.campaigns().bisection(context.pathParam("id")).id();
    Finding comparison =
        context -> controller.campaigns().comparison(context.pathParam("comparison")).id();
    Finding configBisection =
        context -> controller.campaigns().configBisection(context.pathParam("search")).id();
    mount(operations, "/bisections/{id}", "a bisection", bisection);
    mount(operations, "/comparisons/{comparison}", "a comparison", comparison);
    mount(operations, "/config-bisections/{search}", "a config bisection", configBisection);
    add(
        operations,
        Operation.post("/bisections/{id}/remeasure", "Asks for one more boot of a commit")
            .takes(REMEASURE),
        bisection,
        body -> {
          Remeasure asked = REMEASURE.read(body);
          return new Asked(new InterventionRequest.Remeasure(asked.commit()), asked.reason());
        });
    add(
        operations,
        Operation.post(
                "/config-bisections/{search}/remeasure",
                "Asks for one more boot of a configuration")
            .takes(REMEASURE_CONFIGURATION),
        configBisection,
        body -> {
          RemeasureConfiguration asked = REMEASURE_CONFIGURATION.read(body);
          return new Asked(
              new InterventionRequest.Remeasure(asked.configuration()), asked.reason());
        });
    add(
        operations,
        Operation.post(
                "/bisections/{id}/override", "Takes a commit for good or bad, or leaves it out")
            .takes(OVERRIDE),
        bisection,
        body -> {
          OutcomeOverride asked = OVERRIDE.read(body);
          return new Asked(
              new InterventionRequest.Mark(asked.commit(), asked.outcome()), asked.reason());
        });
  }

  private void mount(Operations operations, String one, String what, Finding finding) {
    add(
        operations,
        Operation.post(one + "/pause", "Gives " + what + " no new work; what runs goes on")
            .takes(REASONED),
        finding,
        body -> reasoned(new InterventionRequest.Pause(), body));
    add(
        operations,
        Operation.post(one + "/resume", "Gives " + what + " work again").takes(REASONED),
        finding,
        body -> reasoned(new InterventionRequest.Resume(), body));
    add(
        operations,
        Operation.post(one + "/priority", "Makes " + what + " more or less urgent").takes(PRIORITY),
        finding,
        body -> {
          Priority asked = PRIORITY.read(body);
          return new Asked(new InterventionRequest.Prioritize(asked.priority()), asked.reason());
        });
    add(
        operations,
        Operation.post(one + "/budget", "Gives " + what + " another budget").takes(BUDGET),
        finding,
        body -> {
          Budget asked = BUDGET.read(body);
          return new Asked(
              new InterventionRequest.Budget(asked.maximumBoots(), asked.maximumMachineHours()),
              asked.reason());
        });
    add(
        operations,
        Operation.post(one + "/exclude", "Leaves a sample of " + what + " out of the evidence")
            .takes(EXCLUDE),
        finding,
        body -> {
          Exclude asked = EXCLUDE.read(body);
          return new Asked(new InterventionRequest.Exclude(asked.sample()), asked.reason());
        });
    add(
        operations,
        Operation.post(one + "/undo", "Takes back what somebody did to " + what).takes(UNDO),
        finding,
        body -> {
          Undo asked = UNDO.read(body);
          return new Asked(new InterventionRequest.Undo(asked.action()), asked.reason());
        });
  }

  private static Asked reasoned(InterventionRequest what, @Nullable Buffer body)
      throws Problem, MalformedRequestException {
    return new Asked(what, REASONED.read(body).reason());
  }

  private void add(Operations operations, Operation operation, Finding finding, Reading reading) {
    operations.add(
        operation.starting().gives(200, Done.class),
        context -> {
          String id = finding.id(context);
          Asked asked = reading.read(context.body().buffer());
          return Answer.json(
              200,
              new Done(
                  id,
                  controller
                      .requests()
                      .intervene(id, asked.what(), asked.reason(), Access.principal(context))));
        });
  }
}

package dev.halfspeed.web.site;

import dev.halfspeed.campaign.InterventionRequest;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.page.Links;
import io.vertx.ext.web.RoutingContext;

/** The forms by which people intervene in a campaign, below the address of its page. */
final class InterventionForms {
  private final Controller controller;
  private final PageRoutes routes;
  private final String path;
  private final Campaigns campaigns;

  private InterventionForms(
      Controller controller, PageRoutes routes, String path, Campaigns campaigns) {
    this.controller = controller;
    this.routes = routes;
    this.path = path;
    this.campaigns = campaigns;
  }

  /** Says which campaign an address means. */
  @FunctionalInterface
  interface Campaigns {
    /**
     * The campaign's id.
     *
     * @throws Problem when there is no such campaign
     */
    String id(RoutingContext context) throws Problem;
  }

  /** Reads what a form asks for. */
  @FunctionalInterface
  private interface Form {
    InterventionRequest read(RoutingContext context) throws Problem;
  }

  /**
   * Adds those that campaigns of all kinds have.
   *
   * @param path of the campaign's page
   */
  static InterventionForms mount(
      Controller controller, PageRoutes routes, String path, Campaigns campaigns) {
    var forms = new InterventionForms(controller, routes, path, campaigns);
    forms.post("/pause", _ -> new InterventionRequest.Pause());
    forms.post("/resume", _ -> new InterventionRequest.Resume());
    forms.post(
        "/priority",
        context -> new InterventionRequest.Prioritize(FormFields.wholeNumber(context, "priority")));
    forms.post(
        "/budget",
        context ->
            new InterventionRequest.Budget(
                isEmpty(context, "boots") ? null : FormFields.wholeNumber(context, "boots"),
                isEmpty(context, "hours") ? null : hours(context)));
    forms.post(
        "/exclude",
        context -> new InterventionRequest.Exclude(FormFields.required(context, "sample").strip()));
    forms.post(
        "/undo",
        context -> new InterventionRequest.Undo(FormFields.wholeNumber(context, "action")));
    return forms;
  }

  /** Adds that by which a configuration is measured again. */
  void mountForConfigurations() {
    post(
        "/remeasure",
        context ->
            new InterventionRequest.Remeasure(
                FormFields.required(context, "configuration").strip()));
  }

  /** Adds those that need commits between two ends. */
  void mountForRange() {
    post(
        "/remeasure",
        context ->
            new InterventionRequest.Remeasure(FormFields.required(context, "commit").strip()));
    post(
        "/override",
        context ->
            new InterventionRequest.Mark(
                FormFields.required(context, "commit").strip(),
                FormFields.required(context, "outcome")));
  }

  private void post(String what, Form form) {
    routes.post(
        path + what,
        context -> {
          String id = campaigns.id(context);
          String reason = FormFields.required(context, "reason");
          controller
              .requests()
              .intervene(id, form.read(context), reason, Access.principal(context));
          return Links.campaignOf(id);
        },
        Links.campaigns());
  }

  private static boolean isEmpty(RoutingContext context, String name) {
    String words = context.request().getFormAttribute(name);
    return words == null || words.isBlank();
  }

  private static double hours(RoutingContext context) throws Problem {
    String words = FormFields.required(context, "hours");
    try {
      return Double.parseDouble(words.strip());
    } catch (NumberFormatException e) {
      throw FormFields.noNumber("hours", words, e);
    }
  }
}

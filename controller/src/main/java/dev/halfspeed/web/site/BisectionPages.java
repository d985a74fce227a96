package dev.halfspeed.web.site;

import dev.halfspeed.campaign.InterventionRequest;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.core.Role;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.Printable;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.PageQuery;
import dev.halfspeed.web.http.UnreadableException;
import dev.halfspeed.web.page.BisectionQuery;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.bisection.BisectionPage;
import dev.halfspeed.web.page.bisection.CopiedText;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The pages of bisections, written on the server, and what is asked of a bisection there. */
public final class BisectionPages {
  private static final String PATH = "/bisections/:id";

  private final Controller controller;
  private final InstantSource clock;
  private final CommitTexts texts;

  public BisectionPages(Controller controller, InstantSource clock) {
    this.controller = controller;
    this.clock = clock;
    texts = new CommitTexts(controller);
  }

  /** Adds the pages. */
  public void mount(PageRoutes routes) {
    routes.get(PATH, this::bisection, "/");
    routes.getAny(PATH + "/texts/:text", this::text, "/");
    routes.post(PATH + "/cancel", this::cancel, "/");
    post(routes, "/pause", _ -> new InterventionRequest.Pause());
    post(routes, "/resume", _ -> new InterventionRequest.Resume());
    post(
        routes,
        "/priority",
        context -> new InterventionRequest.Prioritize(wholeNumber(context, "priority")));
    post(
        routes,
        "/budget",
        context -> new InterventionRequest.Budget(wholeNumber(context, "boots"), hours(context)));
    post(
        routes,
        "/remeasure",
        context -> new InterventionRequest.Remeasure(field(context, "commit").strip()));
    post(
        routes,
        "/exclude",
        context -> new InterventionRequest.Exclude(field(context, "sample").strip()));
    post(
        routes,
        "/override",
        context ->
            new InterventionRequest.Mark(
                field(context, "commit").strip(), field(context, "outcome")));
    post(routes, "/undo", context -> new InterventionRequest.Undo(wholeNumber(context, "action")));
  }

  /** Reads what a form asks for. */
  @FunctionalInterface
  private interface Form {
    InterventionRequest read(RoutingContext context) throws Problem;
  }

  private void post(PageRoutes routes, String what, Form form) {
    routes.post(
        PATH + what,
        context -> {
          String id = controller.bisection(context.pathParam("id")).id();
          String reason = field(context, "reason");
          controller.intervene(id, form.read(context), reason, Access.principal(context));
          return Links.campaign(id, true);
        },
        "/");
  }

  private static int wholeNumber(RoutingContext context, String name) throws Problem {
    String words = field(context, name).strip();
    try {
      return Integer.parseInt(words);
    } catch (NumberFormatException e) {
      throw noNumber(name, words, e);
    }
  }

  /** Absent where the field is empty. */
  private static @Nullable Double hours(RoutingContext context) throws Problem {
    String words = context.request().getFormAttribute("hours");
    if (words == null || words.isBlank()) {
      return null;
    }
    try {
      return Double.valueOf(words.strip());
    } catch (NumberFormatException e) {
      throw noNumber("hours", words, e);
    }
  }

  private static Problem noNumber(String name, String words, NumberFormatException e) {
    return new Problem(
        "The field " + name + " of the form is \"" + Printable.line(words, 40) + "\", no number",
        "Go back and give a number.",
        e);
  }

  private Page bisection(RoutingContext context, PageQuery query)
      throws Problem, UnreadableException {
    BisectionQuery asked = asked(query);
    BisectionView view = controller.bisection(context.pathParam("id"));
    boolean mayAct = Access.role(context).includes(Role.OPERATOR);
    return texts.with(
        view.request().repository(),
        book -> BisectionPage.of(view, asked, book, clock.instant(), mayAct));
  }

  private Answer text(RoutingContext context, PageQuery query) throws Problem {
    BisectionView view = controller.bisection(context.pathParam("id"));
    String name = context.pathParam("text");
    return Answer.text(
        "text/plain",
        CopiedText.of(view, name)
            .orElseThrow(() ->
                new Problem(
                    "Bisection " + view.id() + " has no text \"" + Printable.line(name, 40) + "\"",
                    "Its page names those that it has.")));
  }

  private static BisectionQuery asked(PageQuery query) throws UnreadableException {
    String zoom = query.text("zoom");
    if (!zoom.isEmpty() && !zoom.equals("suspects")) {
      throw new UnreadableException(
          new Problem(
              "\"zoom\" in the address is \"" + zoom + "\"",
              "zoom=suspects shows where the suspects are; leave it out for the whole range"));
    }
    return new BisectionQuery(
        !zoom.isEmpty(),
        page(query, "commits"),
        page(query, "boots"),
        page(query, "faults"),
        page(query, "decisions"));
  }

  private static int page(PageQuery query, String table) throws UnreadableException {
    try {
      return (int) query.number(table, 1);
    } catch (Problem e) {
      throw new UnreadableException(e);
    }
  }

  private String cancel(RoutingContext context) throws Problem {
    String id = controller.bisection(context.pathParam("id")).id();
    controller.cancel(id, field(context, "reason"), Access.principal(context));
    return Links.campaign(id, true);
  }

  /** A field that has to be filled in. */
  private static String field(RoutingContext context, String name) throws Problem {
    String type = context.request().getHeader("Content-Type");
    @Nullable String value =
        type != null
                && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")
            ? context.request().getFormAttribute(name)
            : null;
    if (value == null || value.isBlank()) {
      throw new Problem(
          "The form has no " + name,
          name.equals("reason")
              ? "Go back and say why, so that others know it later."
              : "Go back and fill it in.");
    }
    return value;
  }
}

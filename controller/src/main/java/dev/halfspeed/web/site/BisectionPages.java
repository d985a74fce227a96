package dev.halfspeed.web.site;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.core.Role;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ConfigView;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.report.view.RangeGraphView;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.api.KeptAnswers;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.PageAnswer;
import dev.halfspeed.web.http.PageQuery;
import dev.halfspeed.web.http.PathNumber;
import dev.halfspeed.web.http.UnreadableException;
import dev.halfspeed.web.page.BisectionQuery;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.bisection.BisectionPage;
import dev.halfspeed.web.page.bisection.BootLatencyPage;
import dev.halfspeed.web.page.bisection.ConfigPage;
import dev.halfspeed.web.page.bisection.CopiedText;
import dev.halfspeed.web.page.bisection.RangeFile;
import dev.halfspeed.web.page.picture.Png;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The pages of bisections, written on the server, and what is asked of a bisection there. */
public final class BisectionPages {
  private static final String PATH = "/bisections/:id";

  private final Controller controller;
  private final InstantSource clock;
  private final KeptAnswers kept;
  private final CommitTexts texts;

  /**
   * Serves nothing yet.
   *
   * @param kept what its forms started, so that a form that comes twice starts one campaign
   */
  public BisectionPages(Controller controller, InstantSource clock, KeptAnswers kept) {
    this.controller = controller;
    this.kept = kept;
    this.clock = clock;
    texts = new CommitTexts(controller::commits, clock);
  }

  /** Adds the pages. */
  public void mount(PageRoutes routes) {
    routes.get(PATH, this::bisection, "/");
    routes.getAny(PATH + "/texts/:text", this::text, "/");
    routes.getAny(PATH + "/profile/:file", this::profile, "/");
    routes.getAny(PATH + "/samples/:sample", this::sample, "/");
    routes.get(PATH + "/configs/:config", this::config, "/");
    routes.get(PATH + "/boots/:boot/latencies", this::latencies, "/");
    routes.getAny(
        PATH + "/chart.svg",
        (context, query) -> Answer.text("image/svg+xml", chart(context, query)),
        "/");
    routes.getAny(
        PATH + "/chart.png",
        (context, query) -> Answer.picture("image/png", Png.of(chart(context, query))),
        "/");
    routes.post(PATH + "/cancel", this::cancel, "/");
    routes.post(PATH + "/compare", this::compare, "/");
    routes.post(PATH + "/again", this::again, "/");
    InterventionForms.mount(
            controller,
            routes,
            PATH,
            context -> controller.campaigns().bisection(context.pathParam("id")).id())
        .mountForRange();
  }

  private Page bisection(RoutingContext context, PageQuery query)
      throws Problem, UnreadableException {
    BisectionQuery asked = asked(query);
    BisectionView view = controller.campaigns().bisection(context.pathParam("id"));
    LatencyView latencies =
        BisectionPage.showsLatencies(view)
            ? controller.campaigns().latencies(view.id())
            : LatencyView.none(view.id());
    boolean mayAct = Access.role(context).includes(Role.OPERATOR);
    RangeGraphView graph = graph(view, asked.zoom());
    return texts.with(
        view.request().repository(),
        BisectionPage.draft(view, latencies, graph, asked, clock.instant(), mayAct));
  }

  private String chart(RoutingContext context, PageQuery query)
      throws Problem, UnreadableException {
    boolean isZoomed = asked(query).zoom();
    BisectionView view = controller.campaigns().bisection(context.pathParam("id"));
    return RangeFile.svg(view, isZoomed, graph(view, isZoomed), clock.instant())
        .orElseThrow(() ->
            new Problem(
                ProblemCode.UNKNOWN,
                "Bisection " + view.id() + " has no chart yet",
                "It comes with the first sample, after the first build and boot."));
  }

  private @Nullable RangeGraphView graph(BisectionView view, boolean isZoomed) throws Problem {
    Optional<BisectionPage.Graphed> graphed = BisectionPage.graphed(view, isZoomed);
    return graphed.isEmpty()
        ? null
        : controller
            .campaigns()
            .graph(view.id(), graphed.get().from(), graphed.get().until(), false)
            .orElse(null);
  }

  /** The address of a sample stays the same; the page of the table on which it is does not. */
  private Answer sample(RoutingContext context, PageQuery query) throws Problem {
    BisectionView view = controller.campaigns().bisection(context.pathParam("id"));
    OptionalInt number = PathNumber.find(context, "sample");
    return PageAnswer.seeOther(
        (number.isEmpty()
                ? Optional.<String>empty()
                : BisectionPage.sample(view, number.getAsInt()))
            .orElseThrow(() ->
                new Problem(
                    ProblemCode.UNKNOWN,
                    "Bisection "
                        + view.id()
                        + " has no sample \""
                        + Printable.line(context.pathParam("sample"), 40)
                        + "\"",
                    "It has " + view.samples().size() + ", numbered from 1.")));
  }

  private Page config(RoutingContext context, PageQuery query) throws Problem {
    String id = context.pathParam("id");
    ConfigView view = controller.campaigns().config(id, context.pathParam("config")).view();
    return texts.with(
        controller.campaigns().bisection(id).request().repository(),
        book -> ConfigPage.of(view, book));
  }

  private Page latencies(RoutingContext context, PageQuery query) throws Problem {
    int boot = PathNumber.of(context, "boot");
    return BootLatencyPage.of(
        controller.campaigns().latencies(context.pathParam("id"), boot), boot);
  }

  private Answer profile(RoutingContext context, PageQuery query) throws Problem {
    String file = context.pathParam("file");
    return Answer.text(
        file.endsWith(".svg") ? "image/svg+xml" : "text/plain",
        controller.campaigns().profile(context.pathParam("id"), file));
  }

  private Answer text(RoutingContext context, PageQuery query) throws Problem {
    BisectionView view = controller.campaigns().bisection(context.pathParam("id"));
    String name = context.pathParam("text");
    return Answer.text(
        "text/plain",
        CopiedText.of(view, name)
            .orElseThrow(() ->
                new Problem(
                    ProblemCode.UNKNOWN,
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
    String id = controller.campaigns().bisection(context.pathParam("id")).id();
    controller
        .requests()
        .cancel(id, FormFields.required(context, "reason"), Access.principal(context));
    return Links.campaign(id, true);
  }

  private String compare(RoutingContext context) throws Problem {
    String first = FormFields.required(context, "first");
    String second = FormFields.required(context, "second");
    return start(
        context,
        earlier ->
            Links.comparison(
                controller
                    .requests()
                    .compare(earlier.comparison(first, second), Access.principal(context))));
  }

  private String again(RoutingContext context) throws Problem {
    String good = FormFields.required(context, "good");
    String bad = FormFields.required(context, "bad");
    int boots = FormFields.wholeNumber(context, "boots");
    return start(
        context,
        earlier ->
            Links.campaign(
                controller
                    .requests()
                    .bisect(earlier.bisection(good, bad, boots), Access.principal(context)),
                true));
  }

  /** Starts a campaign like an earlier one. */
  @FunctionalInterface
  private interface Start {
    /** The page of what was started. */
    String like(EarlierBisection earlier) throws Problem;
  }

  /** Starts another campaign, once however often the form of one page is sent. */
  private String start(RoutingContext context, Start start) throws Problem {
    BisectionView view = controller.campaigns().bisection(context.pathParam("id"));
    // A stray Enter key starts none.
    FormFields.required(context, "start");
    FormFields.required(context, "key");
    try {
      var earlier = new EarlierBisection(view, controller.registry().repositories());
      return kept.started(context, () -> start.like(earlier));
    } catch (Problem e) {
      // The bisection is there; what is not is something that it, or the form, names.
      throw e.code() == ProblemCode.UNKNOWN
          ? new Problem(ProblemCode.INVALID_FIELD, e.what(), e.nextStep(), e)
          : e;
    }
  }
}

package dev.halfspeed.web.site;

import static dev.halfspeed.web.http.UnreadableException.checked;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.core.Role;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.http.PageQuery;
import dev.halfspeed.web.http.UnreadableException;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.machine.CheckPage;
import dev.halfspeed.web.page.machine.MachinePage;
import dev.halfspeed.web.page.machine.MachinesPage;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/** The pages of the lab, and what can be asked of machines there. */
public final class MachinePages {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String ONE = "/machines/:machine";
  private static final String CHECK = "/checks/:check";

  private final Controller controller;
  private final InstantSource clock;

  public MachinePages(Controller controller, InstantSource clock) {
    this.controller = controller;
    this.clock = clock;
  }

  /** Adds the pages. */
  public void mount(PageRoutes routes) {
    routes.get(Links.machines(), this::machines, Links.campaigns());
    routes.get(ONE, this::machine, Links.machines());
    routes.get(CHECK, this::check, Links.machines());
    routes.post(CHECK + "/cancel", this::cancel, Links.machines());
    routes.post(Links.machines() + "/check", this::look, Links.machines());
    routes.post(ONE + "/drain", this::drain, Links.machines());
    routes.post(ONE + "/admit", this::admit, Links.machines());
  }

  private Page machines(RoutingContext context, PageQuery query) {
    Instant now = clock.instant();
    Instant from = now.minus(DAY);
    return MachinesPage.of(controller.machines().days(from, now), from, now, Access.role(context));
  }

  private Page machine(RoutingContext context, PageQuery query)
      throws Problem, UnreadableException {
    Instant now = clock.instant();
    Optional<Instant> day = checked(() -> query.moment("day", 0));
    int page = (int) (long) checked(() -> query.number("page", 1));
    var span =
        day.map(from -> new MachinePage.Span(from, from.plus(DAY)))
            .orElse(new MachinePage.Span(now.minus(DAY), now));
    Instant until = span.until().isBefore(now) ? span.until() : now;
    return MachinePage.of(
        controller.machines().history(name(context), span.from(), until),
        span,
        now,
        page,
        Access.role(context));
  }

  private Page check(RoutingContext context, PageQuery query) throws Problem {
    return CheckPage.of(
        controller.machines().check(context.pathParam("check")),
        clock.instant(),
        Access.role(context).includes(Role.OPERATOR));
  }

  private String cancel(RoutingContext context) throws Problem {
    String id = controller.machines().check(context.pathParam("check")).id();
    controller.requests().cancel(id, field(context, "reason"), Access.principal(context));
    return Links.check(id);
  }

  private String look(RoutingContext context) throws Problem {
    String machine = field(context, "machine");
    controller.machines().check("", machine, Access.principal(context));
    return machine.isEmpty() ? Links.machines() : Links.machine(machine);
  }

  private String drain(RoutingContext context) throws Problem {
    String name = name(context);
    controller.machines().drain(name, field(context, "reason"), Access.principal(context));
    return Links.machine(name);
  }

  private String admit(RoutingContext context) throws Problem {
    String name = name(context);
    controller.machines().admit(name, field(context, "reason"), Access.principal(context));
    return Links.machine(name);
  }

  private static String name(RoutingContext context) {
    return context.pathParam("machine");
  }

  /** A field of a form; empty where it is not there. */
  private static String field(RoutingContext context, String name) {
    return Objects.requireNonNullElse(context.request().getFormAttribute(name), "").strip();
  }
}

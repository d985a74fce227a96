package dev.halfspeed.web.site;

import static dev.halfspeed.web.http.UnreadableException.checked;

import dev.halfspeed.access.AuditLog;
import dev.halfspeed.core.Principal;
import dev.halfspeed.core.Role;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.access.AuditTrail;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.Calls;
import dev.halfspeed.web.http.PageAnswer;
import dev.halfspeed.web.http.PageQuery;
import dev.halfspeed.web.http.UnreadableException;
import dev.halfspeed.web.page.AccountPage;
import dev.halfspeed.web.page.AuditPage;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.function.BiConsumer;

/** The page of who is logged in, the way out, and for admins who sent what. */
public final class AccountPages {
  private static final int ROWS = 100;

  private final Access access;
  private final AuditLog audit;
  private final AuditTrail trail;

  /**
   * Makes them.
   *
   * @param trail what is handed to the log and may not be in it yet
   */
  public AccountPages(Access access, AuditLog audit, AuditTrail trail) {
    this.access = access;
    this.audit = audit;
    this.trail = trail;
  }

  /**
   * Adds them to a router.
   *
   * @param on has requests of a route answered off the event loop
   */
  public void mount(Router router, BiConsumer<Route, Calls.Call> on) {
    on.accept(
        router.route(Links.account()).method(HttpMethod.GET).method(HttpMethod.HEAD),
        AccountPages::account);
    on.accept(router.post("/logout"), access::logout);
    new PageRoutes(router, on).get(Links.audit("", "", ""), this::audit, Links.account());
  }

  private Page audit(RoutingContext context, PageQuery query) throws UnreadableException {
    Instant since = checked(() -> query.moment("since", 0)).orElse(Instant.EPOCH);
    long before = checked(() -> query.number("before", Long.MAX_VALUE));
    String by = query.text("by");
    trail.flush();
    return AuditPage.of(
        audit.newest(since, by, before, ROWS), query.text("since"), by, query.text("before"));
  }

  private static Answer account(RoutingContext context) {
    Principal principal = Access.principal(context);
    boolean isAnonymous = principal.kind() == Principal.Kind.ANONYMOUS;
    String until = Access.session(context).map(session -> Show.time(session.until())).orElse("");
    var page =
        new AccountPage(
            principal.name(),
            principal.role().word(),
            until,
            isAnonymous,
            principal.role().includes(Role.ADMIN));
    return PageAnswer.html(200, page);
  }
}

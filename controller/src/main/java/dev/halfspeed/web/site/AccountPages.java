package dev.halfspeed.web.site;

import dev.halfspeed.core.Principal;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.Calls;
import dev.halfspeed.web.http.PageAnswer;
import dev.halfspeed.web.page.AccountPage;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Show;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiConsumer;

/** The page of who is logged in, and the way out. */
public final class AccountPages {
  private final Access access;

  public AccountPages(Access access) {
    this.access = access;
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
  }

  private static Answer account(RoutingContext context) {
    Principal principal = Access.principal(context);
    boolean isAnonymous = principal.kind() == Principal.Kind.ANONYMOUS;
    String until = Access.session(context).map(session -> Show.time(session.until())).orElse("");
    var page = new AccountPage(principal.name(), principal.role().word(), until, isAnonymous);
    return PageAnswer.html(200, page);
  }
}

package dev.halfspeed.web;

import dev.halfspeed.core.Principal;
import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in: who shows the token in a header, or the session cookie that a one-use link or
 * the form gave for it. Everybody else is refused without being told anything. Who it is goes with
 * the request.
 *
 * <p>What pages of other sites make a browser send is refused too: by the name that they ask for
 * (DNS rebinding), and by where a write comes from.
 */
final class Access implements Handler<RoutingContext> {
  private static final Pattern LOOPBACK_NAME =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|::1");
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  private static final Set<String> FROM_HERE = Set.of("same-origin", "none");
  private static final String LOGIN = "/login";
  private static final String OPEN = "/open/";
  private static final String PRINCIPAL = "principal";

  /** What proxies add to a request that they pass on. */
  private static final List<String> FORWARDED =
      List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

  private final Credentials credentials;
  private final FailedTokens failures;
  private final Connections connections;
  private final Pages pages;
  private final boolean onLoopback;

  /**
   * Makes the door.
   *
   * @param onLoopback whether only this machine reaches the server, so that only names of this
   *     machine can be meant
   */
  Access(
      Credentials credentials,
      FailedTokens failures,
      Connections connections,
      Pages pages,
      boolean onLoopback) {
    this.credentials = credentials;
    this.failures = failures;
    this.connections = connections;
    this.pages = pages;
    this.onLoopback = onLoopback;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    context
        .response()
        .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Referrer-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Cache-Control", "no-store");
    Optional<Answer> refusal = refuse(request);
    if (refusal.isPresent()) {
      close(context, refusal.get());
      return;
    }
    String header = request.getHeader("Authorization");
    if (header != null) {
      Optional<Token> token = credentials.authorization(header);
      if (token.isPresent()) {
        admit(context, here(request, token.get().principal()));
      } else {
        wrong(context);
      }
    } else if (isOpening(request)) {
      open(context);
    } else if (request.path().equals(LOGIN) && request.method().equals(HttpMethod.POST)) {
      context.next();
    } else {
      cookie(context);
    }
  }

  private void cookie(RoutingContext context) {
    Cookie cookie = context.request().getCookie(cookieName(context.request()));
    if (cookie == null) {
      unknown(context);
      return;
    }
    Optional<Principal> principal = credentials.session(cookie.getValue());
    if (principal.isEmpty()) {
      wrong(context);
    } else if (isWrite(context.request()) && context.request().getHeader("Origin") == null) {
      // A browser says where a write comes from; what does not is no page of ours.
      close(context, foreign("elsewhere"));
    } else {
      admit(context, principal.get());
    }
  }

  /** Who a request comes from; only where it was let in. */
  static Principal principal(RoutingContext context) {
    return Objects.requireNonNull(context.<Principal>get(PRINCIPAL));
  }

  /**
   * Whoever shows the directory's token is on this host only if the request has come over loopback,
   * and no proxy says that it has passed it on.
   */
  private static Principal here(HttpServerRequest request, Principal principal) {
    String from = request.remoteAddress().hostAddress();
    boolean isHere =
        from != null
            && isLoopback(from)
            && FORWARDED.stream().allMatch(name -> request.getHeader(name) == null);
    return isHere ? principal : principal.fromElsewhere();
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.ofLiteral(address).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Takes the token from the login form. */
  void login(RoutingContext context) {
    String offered = context.request().getFormAttribute("token");
    Optional<Token> token = offered == null ? Optional.empty() : credentials.token(offered.strip());
    if (token.isPresent()) {
      letIn(context, "/", token.get().principal());
    } else {
      wrong(context);
    }
  }

  private void open(RoutingContext context) {
    Optional<Credentials.Link> link =
        credentials.redeem(context.request().path().substring(OPEN.length()));
    if (link.isPresent()) {
      letIn(context, link.get().path(), link.get().principal());
      return;
    }
    Cookie cookie = context.request().getCookie(cookieName(context.request()));
    if (cookie != null && credentials.session(cookie.getValue()).isPresent()) {
      context.response().setStatusCode(303).putHeader("Location", "/").end();
    } else {
      wrong(context);
    }
  }

  private void admit(RoutingContext context, Principal principal) {
    context.put(PRINCIPAL, principal);
    connections.admitted(context.request());
    context.next();
  }

  private void letIn(RoutingContext context, String path, Principal principal) {
    HttpServerRequest request = context.request();
    context
        .response()
        .addCookie(
            Cookie.cookie(cookieName(request), credentials.newSession(principal))
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.LAX)
                .setPath("/"))
        .setStatusCode(303)
        .putHeader("Location", path)
        .end();
  }

  private void unknown(RoutingContext context) {
    if (isApi(context)) {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      close(context, UNKNOWN);
    } else {
      close(context, pages.login(context, 401));
    }
  }

  private void wrong(RoutingContext context) {
    HttpServerRequest request = context.request();
    Optional<Duration> wait =
        failures.record(request.remoteAddress().host(), request.method().name(), request.path());
    if (wait.isEmpty()) {
      unknown(context);
      return;
    }
    context.response().putHeader("Retry-After", Long.toString(wait.get().toSeconds() + 1));
    close(context, isApi(context) ? TOO_MANY : pages.login(context, 429));
  }

  private static final Answer UNKNOWN =
      Answer.problem(
          401,
          "This controller wants its token",
          "Send the header Authorization: Bearer TOKEN; the token is in the file token of the"
              + " controller's state directory.");
  private static final Answer TOO_MANY =
      Answer.problem(
          429, "Too many wrong tokens have come from this address", "Wait as Retry-After says.");

  private static boolean isApi(RoutingContext context) {
    return context.request().path().startsWith("/api/");
  }

  /** Sends a refusal; a body that was sent with the request is not read. */
  private static void close(RoutingContext context, Answer refusal) {
    if (!context.request().isEnded()) {
      context.response().putHeader("Connection", "close");
    }
    refusal.send(context);
  }

  private Optional<Answer> refuse(HttpServerRequest request) {
    if (request.authority() == null || (onLoopback && !isLoopbackName(request))) {
      return Optional.of(
          Answer.problem(
              403,
              "This controller answers only to localhost",
              "Use http://localhost with the controller's port, or serve on another --host."));
    }
    if (!isWrite(request)) {
      return Optional.empty();
    }
    String origin = request.getHeader("Origin");
    String site = request.getHeader("Sec-Fetch-Site");
    if (origin != null && !isOwn(origin, request)) {
      return Optional.of(foreign(origin));
    }
    return site != null && !FROM_HERE.contains(site)
        ? Optional.of(foreign("elsewhere"))
        : Optional.empty();
  }

  private static Answer foreign(String origin) {
    return Answer.problem(
        403, "Requests from pages of " + origin + " are refused", "Use Halfspeed's page.");
  }

  /** Whether a browser follows a link that works once; one that only looks ahead uses none up. */
  private static boolean isOpening(HttpServerRequest request) {
    return request.path().startsWith(OPEN)
        && request.method().equals(HttpMethod.GET)
        && request.getHeader("Sec-Purpose") == null;
  }

  private static boolean isWrite(HttpServerRequest request) {
    return !request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD);
  }

  private static boolean isLoopbackName(HttpServerRequest request) {
    return LOOPBACK_NAME.matcher(request.authority().host().toLowerCase(Locale.ROOT)).matches();
  }

  private static boolean isOwn(String origin, HttpServerRequest request) {
    @Nullable String host = request.getHeader("Host");
    return origin.equals("http://" + host) || origin.equals("https://" + host);
  }

  /** Browsers send cookies to every port of a host. */
  private static String cookieName(HttpServerRequest request) {
    return "halfspeed-" + request.localAddress().port();
  }
}

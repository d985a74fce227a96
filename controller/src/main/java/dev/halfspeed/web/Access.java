package dev.halfspeed.web;

import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in. With a token: who has it, in a header or, for pages, in a cookie. Without one
 * the server is bound to loopback, and then what is kept out is other sites' pages in a browser on
 * this machine: by the name they ask for (DNS rebinding), and by what a form can't send.
 */
final class Access implements Handler<RoutingContext> {
  private static final Pattern LOOPBACK_NAME =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|::1");
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  private static final String LOGIN = "/login";

  private final Optional<String> token;
  private final Pages pages;

  Access(Optional<String> token, Pages pages) {
    this.token = token;
    this.pages = pages;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    context
        .response()
        .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cache-Control", "no-store");
    Optional<Answer> refusal = refuse(request);
    if (refusal.isPresent()) {
      refusal.get().send(context);
    } else if (token.isEmpty() || isOpen(request) || hasToken(request, token.get())) {
      context.next();
    } else if (isOffered(request, token.get())) {
      letIn(context, token.get(), request.path());
    } else if (request.path().startsWith("/api/")) {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      Answer.problem(
              401,
              "This controller wants its token",
              "Send the header Authorization: Bearer TOKEN.")
          .send(context);
    } else {
      pages.login(401).send(context);
    }
  }

  /** Takes the token from the login form. */
  void login(RoutingContext context) {
    String offered = context.request().getFormAttribute("token");
    if (token.isEmpty()) {
      context.redirect("/");
    } else if (offered != null && same(offered.strip(), token.get())) {
      letIn(context, token.get(), "/");
    } else {
      pages.login(401).send(context);
    }
  }

  private Optional<Answer> refuse(HttpServerRequest request) {
    if (token.isEmpty() && !isLoopbackName(request)) {
      return Optional.of(
          Answer.problem(
              403,
              "This controller answers only to localhost",
              "Use http://localhost with the controller's port, or serve with a token."));
    }
    if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
      return Optional.empty();
    }
    String origin = request.getHeader("Origin");
    if (origin != null && !isOwn(origin, request)) {
      return Optional.of(
          Answer.problem(
              403, "Requests from pages of " + origin + " are refused", "Use Halfspeed's page."));
    }
    if (!isLogin(request) && !isJson(request.getHeader("Content-Type"))) {
      return Optional.of(
          Answer.problem(
              415, "The request is not JSON", "Send the header Content-Type: application/json."));
    }
    return Optional.empty();
  }

  private static boolean isLoopbackName(HttpServerRequest request) {
    return request.authority() != null
        && LOOPBACK_NAME.matcher(request.authority().host().toLowerCase(Locale.ROOT)).matches();
  }

  private static boolean isOwn(String origin, HttpServerRequest request) {
    String host = request.getHeader("Host");
    return origin.equals("http://" + host) || origin.equals("https://" + host);
  }

  private static boolean isJson(@Nullable String type) {
    return type != null
        && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
  }

  private static boolean isLogin(HttpServerRequest request) {
    return request.path().equals(LOGIN);
  }

  private static boolean isOpen(HttpServerRequest request) {
    return isLogin(request)
        || request.path().equals("/api/health")
        || request.path().startsWith("/assets/");
  }

  private static boolean hasToken(HttpServerRequest request, String token) {
    String header = request.getHeader("Authorization");
    if (header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return same(header.substring(7).strip(), token);
    }
    Cookie cookie = request.getCookie(cookieName(request));
    return cookie != null && same(cookie.getValue(), cookieValue(token));
  }

  private static boolean isOffered(HttpServerRequest request, String token) {
    String offered = request.getParam("token");
    return offered != null && request.method().equals(HttpMethod.GET) && same(offered, token);
  }

  private static void letIn(RoutingContext context, String token, String path) {
    context
        .response()
        .addCookie(
            Cookie.cookie(cookieName(context.request()), cookieValue(token))
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.LAX)
                .setPath("/"));
    // A path such as //elsewhere would lead to another host.
    context.redirect(path.startsWith("//") ? "/" : path);
  }

  /** Browsers send cookies to every port of a host. */
  private static String cookieName(HttpServerRequest request) {
    return "halfspeed-" + request.localAddress().port();
  }

  /** Lets the holder in without telling the token. */
  private static String cookieValue(String token) {
    return HexFormat.of().formatHex(Digest.of("halfspeed page " + token));
  }

  /** In a time that does not depend on where they differ. */
  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(Digest.of(one), Digest.of(other));
  }
}

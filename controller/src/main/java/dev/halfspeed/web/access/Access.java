package dev.halfspeed.web.access;

import dev.halfspeed.access.AccessTokens;
import dev.halfspeed.access.AccessTokens.Admission;
import dev.halfspeed.core.Principal;
import dev.halfspeed.core.Role;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.ErrorCode;
import dev.halfspeed.web.http.FixedFiles;
import dev.halfspeed.web.http.PageAnswer;
import dev.halfspeed.web.page.Links;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
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
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in, and for what: who shows a token in a header, or the session cookie that a
 * one-use link or the form gave for it, where {@link Permissions} say that its role is enough.
 * Everybody else is refused without being told anything, or may read, where the server says so. Who
 * it is goes with the request.
 *
 * <p>What pages of other sites make a browser send is refused too: by the name that they ask for
 * (DNS rebinding), and by where a write comes from.
 */
public final class Access implements Handler<RoutingContext> {
  private static final Pattern LOOPBACK_NAME =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|::1");
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  private static final Set<String> FROM_HERE = Set.of("same-origin", "none");
  private static final String LOGIN = "/login";

  /** Where links that work once begin. */
  public static final String OPEN = "/open/";

  private static final String ROBOTS = "/robots.txt";
  private static final String ADMISSION = "admission";
  private static final String SESSION = "session";
  private static final String YEAR_OF_TLS = "max-age=31536000";

  /** What strangers read may be kept so long by caches on the way. */
  private static final String BRIEFLY = "public, max-age=10";

  private static final Admission ANONYMOUS = new Admission("", Principal.ANONYMOUS, null);

  /** What proxies add to a request that they pass on. */
  private static final List<String> FORWARDED =
      List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

  private final Credentials credentials;
  private final AccessTokens issued;
  private final AuditTrail trail;
  private final FailedTokens failures;
  private final Connections connections;
  private final FixedFiles pages;
  private final Openness openness;

  /**
   * How open the server is.
   *
   * @param onLoopback whether only this machine reaches it, so that only names of this machine can
   *     be meant
   * @param anonymousViewers whether who shows nothing may read
   */
  public record Openness(boolean onLoopback, boolean anonymousViewers) {}

  public Access(
      Credentials credentials,
      AccessTokens issued,
      AuditTrail trail,
      FailedTokens failures,
      Connections connections,
      FixedFiles pages,
      Openness openness) {
    this.credentials = credentials;
    this.issued = issued;
    this.trail = trail;
    this.failures = failures;
    this.connections = connections;
    this.pages = pages;
    this.openness = openness;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    context
        .response()
        .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        // Forms of our pages say where they come from; other sites are told nothing.
        .putHeader("Referrer-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Cache-Control", "no-store");
    if (request.isSSL() && !openness.onLoopback()) {
      // On localhost it would hold for the servers of all other ports as well.
      context.response().putHeader("Strict-Transport-Security", YEAR_OF_TLS);
    }
    Optional<Answer> refusal = isReadable(context) ? refuse(request) : Optional.of(UNREADABLE);
    if (refusal.isPresent()) {
      close(context, refusal.get());
      return;
    }
    if (request.path().equals(ROBOTS) && Permissions.isRead(request.method().name())) {
      // What may not be read is no secret.
      context.put(ADMISSION, ANONYMOUS);
      context.next();
      return;
    }
    String header = request.getHeader("Authorization");
    if (header != null) {
      Optional<Admission> token = credentials.authorization(header);
      if (token.isPresent()) {
        admit(context, here(request, token.get()), () -> isGood(token.get()));
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

  /** Whether the escapes in the path are such: the rules are about the path without them. */
  private static boolean isReadable(RoutingContext context) {
    try {
      return context.normalizedPath() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean isGood(Admission admission) {
    return credentials.again(admission.id()).isPresent();
  }

  private void cookie(RoutingContext context) {
    Cookie cookie = context.request().getCookie(cookieName(context.request()));
    Optional<Credentials.Session> session =
        cookie == null ? Optional.empty() : credentials.session(cookie.getValue());
    if (session.isEmpty() && isAnonymous(context)) {
      anonymous(context);
    } else if (cookie == null) {
      unknown(context);
    } else if (session.isEmpty()) {
      wrong(context);
    } else if (isWrite(context.request()) && context.request().getHeader("Origin") == null) {
      // A browser says where a write comes from; what does not is no page of ours.
      close(context, foreign("elsewhere"));
    } else {
      context.put(SESSION, session.get());
      admit(
          context,
          session.get().admission(),
          () -> credentials.session(cookie.getValue()).isPresent());
    }
  }

  private boolean isAnonymous(RoutingContext context) {
    return openness.anonymousViewers()
        && Permissions.isRead(context.request().method().name())
        && rule(context).role() == Role.VIEWER;
  }

  /** What strangers read is the same for all of them. */
  private static void anonymous(RoutingContext context) {
    context.put(ADMISSION, ANONYMOUS);
    context.response().putHeader("Vary", "Authorization, Cookie");
    context.addHeadersEndHandler(_ -> {
      boolean isKept = context.response().getStatusCode() == 200;
      if (isKept && "no-store".equals(context.response().headers().get("Cache-Control"))) {
        String type = context.response().headers().get("Content-Type");
        if (type != null && !type.startsWith("text/event-stream")) {
          context.response().putHeader("Cache-Control", BRIEFLY);
        }
      }
    });
    context.next();
  }

  /** Who a request comes from; only where it was let in. */
  public static Principal principal(RoutingContext context) {
    return admission(context).principal();
  }

  /** What whoever sent a request may do: pages offer no more. Only where it was let in. */
  public static Role role(RoutingContext context) {
    return principal(context).role();
  }

  /** What a request was let in with. */
  public static Admission admission(RoutingContext context) {
    return Objects.requireNonNull(context.<Admission>get(ADMISSION));
  }

  /** The session that a request belongs to; empty where it showed a token, or nothing. */
  public static Optional<Credentials.Session> session(RoutingContext context) {
    return Optional.ofNullable(context.<Credentials.@Nullable Session>get(SESSION));
  }

  /**
   * Whoever shows the directory's token is on this host only if the request has come over loopback,
   * and no proxy says that it has passed it on.
   */
  private static Admission here(HttpServerRequest request, Admission admission) {
    String from = request.remoteAddress().hostAddress();
    boolean isHere =
        from != null
            && isLoopback(from)
            && FORWARDED.stream().allMatch(name -> request.getHeader(name) == null);
    return isHere
        ? admission
        : new Admission(admission.id(), admission.principal().fromElsewhere(), admission.until());
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.ofLiteral(address).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Takes the token from the login form. */
  public void login(RoutingContext context) {
    String offered = context.request().getFormAttribute("token");
    Optional<Admission> token =
        offered == null ? Optional.empty() : credentials.token(offered.strip());
    if (token.isPresent()) {
      letIn(context, "/", token.get());
    } else {
      wrong(context);
    }
  }

  /** Ends the session of a browser. Blocks. */
  public Answer logout(RoutingContext context) {
    Optional<Credentials.Session> session = session(context);
    if (session.isPresent()) {
      issued.endSession(session.get().id(), session.get().until());
    }
    HttpServerRequest request = context.request();
    context
        .response()
        .addCookie(cookie(request, "").setMaxAge(0))
        .putHeader("Location", openness.anonymousViewers() ? "/" : LOGIN);
    return new Answer(303, "text/plain; charset=utf-8", Buffer.buffer());
  }

  private void open(RoutingContext context) {
    Optional<Credentials.Link> link =
        credentials.redeem(context.request().path().substring(OPEN.length()));
    if (link.isPresent()) {
      letIn(context, link.get().path(), link.get().admission());
      return;
    }
    Cookie cookie = context.request().getCookie(cookieName(context.request()));
    if (cookie != null && credentials.session(cookie.getValue()).isPresent()) {
      context.response().setStatusCode(303).putHeader("Location", "/").end();
    } else {
      wrong(context);
    }
  }

  private void admit(RoutingContext context, Admission admission, BooleanSupplier holds) {
    context.put(ADMISSION, admission);
    connections.admitted(context.request(), holds);
    trail.used(admission.id());
    if (isWrite(context.request())) {
      trail.follow(context, admission.principal());
    }
    Permissions.Rule rule = rule(context);
    if (admission.principal().role().includes(rule.role())) {
      context.next();
    } else {
      forbid(context, admission.principal(), rule);
    }
  }

  private static Permissions.Rule rule(RoutingContext context) {
    return Permissions.of(context.request().method().name(), context.normalizedPath());
  }

  private void forbid(RoutingContext context, Principal principal, Permissions.Rule rule) {
    var problem =
        new Problem(
            "%s is %s, and to %s takes the role %s"
                .formatted(
                    principal.name(), article(principal.role()), rule.words(), rule.role().word()),
            "Ask an admin of this controller for a token: halfspeed token create NAME --role "
                + rule.role().word());
    close(
        context,
        isApi(context)
            ? Answer.problem(ErrorCode.FORBIDDEN, problem.what(), problem.nextStep())
            : PageAnswer.trouble(403, "Not allowed", problem, Links.campaigns()));
  }

  private static String article(Role role) {
    return (role == Role.VIEWER ? "a " : "an ") + role.word();
  }

  private void letIn(RoutingContext context, String path, Admission admission) {
    HttpServerRequest request = context.request();
    trail.follow(context, admission.principal().fromElsewhere());
    trail.used(admission.id());
    context
        .response()
        .addCookie(cookie(request, credentials.newSession(admission)))
        .setStatusCode(303)
        .putHeader("Location", path)
        .end();
  }

  private static Cookie cookie(HttpServerRequest request, String value) {
    return Cookie.cookie(cookieName(request), value)
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.LAX)
        .setSecure(request.isSSL())
        .setPath("/");
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
          "This controller wants a token",
          "Send the header Authorization: Bearer TOKEN. The token of the controller's user is in"
              + " the file token of its state directory; an admin makes others: halfspeed token"
              + " create NAME --role viewer");
  private static final Answer UNREADABLE =
      Answer.problem(400, "The path of the request can't be read", "See docs/api.md.");
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
    if (request.authority() == null || (openness.onLoopback() && !isLoopbackName(request))) {
      return Optional.of(
          Answer.problem(
              403,
              "This controller answers only to localhost",
              "Use localhost with the controller's port, or serve on another --host."));
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
    return !Permissions.isRead(request.method().name());
  }

  private static boolean isLoopbackName(HttpServerRequest request) {
    return LOOPBACK_NAME.matcher(request.authority().host().toLowerCase(Locale.ROOT)).matches();
  }

  private static boolean isOwn(String origin, HttpServerRequest request) {
    @Nullable String host = request.getHeader("Host");
    // Without TLS of our own a proxy may have it.
    return origin.equals("https://" + host)
        || (!request.isSSL() && origin.equals("http://" + host));
  }

  /** Browsers send cookies to every port of a host; what begins with __Host- is of TLS alone. */
  private static String cookieName(HttpServerRequest request) {
    return (request.isSSL() ? "__Host-halfspeed-" : "halfspeed-") + request.localAddress().port();
  }
}

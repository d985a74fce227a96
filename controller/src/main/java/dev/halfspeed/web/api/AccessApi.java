package dev.halfspeed.web.api;

import dev.halfspeed.access.AccessTokens;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.core.Principal;
import dev.halfspeed.core.Role;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.view.access.AuditView;
import dev.halfspeed.report.view.access.IssuedToken;
import dev.halfspeed.report.view.access.TokenView;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.access.AuditTrail;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.MalformedRequestException;
import dev.halfspeed.web.http.PageQuery;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The API's part about tokens and the audit log, and the page of whoever is logged in. */
public final class AccessApi {
  private static final Pattern DAYS = Pattern.compile("([0-9]{1,5})d");

  /** The field of the query that says which page of the log it is. */
  private static final String BEFORE = "before";

  /** The part of a path that names a token. */
  private static final String TOKEN = "token";

  private static final RequestForm<NewToken> NEW_TOKEN =
      new RequestForm<>(NewToken.class, List.of("name", "role"), "{\"expires\": \"90d\"}");

  private final AccessTokens tokens;
  private final Controller controller;
  private final AuditTrail trail;

  public AccessApi(Controller controller, AuditTrail trail) {
    this.controller = controller;
    this.tokens = controller.tokens();
    this.trail = trail;
  }

  /**
   * A token that is to be made.
   *
   * @param expires a number of days such as 90d, or never
   */
  record NewToken(String name, String role, String expires) {}

  /** Adds its calls. */
  public void mount(Operations operations) {
    operations.add(
        Operation.get("/me", "Who asks, and what he may do").gives(200, Me.class),
        context -> Answer.json(200, me(context)));
    operations.add(
        Operation.get("/tokens", "All tokens, the newest first; never the tokens themselves")
            .givesAll(200, TokenView.class),
        _ -> Answer.json(200, tokens.list()));
    operations.add(
        Operation.post("/tokens", "Makes a token, and tells it this once")
            .takes(NEW_TOKEN)
            .gives(201, IssuedToken.class),
        this::create);
    operations.add(
        Operation.post("/tokens/{token}/revoke", "Ends a token, and the sessions made with it")
            .gives(200, TokenView.class),
        context ->
            Answer.json(200, tokens.revoke(context.pathParam(TOKEN), Access.principal(context))));
    operations.add(
        Operation.get("/audit", "Every write that was sent, the newest first")
            .asks("since", "{\"type\": \"string\"}", "a day or a time; none before it")
            .asks("by", "{\"type\": \"string\"}", "name of a principal; absent: all")
            .asks(BEFORE, "{\"type\": \"integer\"}", "number of an entry; those before it")
            .asks(Paging.LIMIT, Paging.LIMIT_SCHEMA, Paging.LIMIT_MEANING)
            .gives(200, AuditView.class),
        this::audit);
  }

  private Answer create(RoutingContext context) throws Problem, MalformedRequestException {
    NewToken asked = NEW_TOKEN.read(context.body().buffer());
    Role role =
        Role.of(asked.role())
            .orElseThrow(() ->
                new Problem(
                    ProblemCode.INVALID_FIELD,
                    "There is no role \"" + Printable.line(asked.role(), 80) + "\"",
                    "Choose viewer, operator or admin."));
    return Answer.json(
        201, tokens.create(asked.name(), role, life(asked.expires()), Access.principal(context)));
  }

  /** How long a token is to be good for; absent: until it is revoked. */
  private static @Nullable Duration life(String expires) throws Problem {
    if (expires.equals("never")) {
      return null;
    }
    Matcher days = DAYS.matcher(expires);
    if (!days.matches()) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "A token can't expire in \"" + Printable.line(expires, 80) + "\"",
          "Give a number of days, such as 90d, or never.");
    }
    return Duration.ofDays(Long.parseLong(days.group(1)));
  }

  private Answer audit(RoutingContext context) throws Problem {
    var query = new PageQuery(context);
    Instant since = query.moment("since", 0).orElse(Instant.EPOCH);
    long before = query.number(BEFORE, Long.MAX_VALUE);
    int most = Paging.limit(query);
    trail.flush();
    AuditView page = controller.audit().newest(since, query.text("by"), before, most);
    Answer answer = Answer.json(200, page);
    Long next = page.next();
    return next == null ? answer : Paging.linked(answer, context, BEFORE, Long.toString(next));
  }

  /**
   * Who asks.
   *
   * @param role what he may do
   */
  record Me(String name, String role) {}

  private static Me me(RoutingContext context) {
    Principal principal = Access.principal(context);
    return new Me(principal.name(), principal.role().word());
  }
}

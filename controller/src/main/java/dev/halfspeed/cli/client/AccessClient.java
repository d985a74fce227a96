package dev.halfspeed.cli.client;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.access.AuditView;
import dev.halfspeed.report.view.access.IssuedToken;
import dev.halfspeed.report.view.access.TokenView;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tokens, links for browsers, and the audit log. */
public final class AccessClient {
  private final ApiCalls calls;

  AccessClient(ApiCalls calls) {
    this.calls = calls;
  }

  /** A link to one of the controller's pages that lets in one browser, once. */
  public String link(String path) throws Problem {
    return ApiCalls.text(calls.post("/api/v1/links", Map.of("path", path)), "link");
  }

  /**
   * Makes a token.
   *
   * @param expires days such as 90d, or never
   */
  public IssuedToken createToken(String name, String role, String expires) throws Problem {
    return ApiCalls.read(
        calls.post("/api/v1/tokens", Map.of("name", name, "role", role, "expires", expires)),
        IssuedToken.class);
  }

  /** All tokens, the newest first. */
  public List<TokenView> tokens() throws Problem {
    return Arrays.asList(ApiCalls.read(calls.get("/api/v1/tokens"), TokenView[].class));
  }

  /** Ends a token. */
  public TokenView revokeToken(String name) throws Problem {
    return ApiCalls.read(
        calls.post("/api/v1/tokens/" + ApiCalls.encode(name) + "/revoke", Map.of()),
        TokenView.class);
  }

  /**
   * Writes that were sent, the newest first.
   *
   * @param since none before it; absent: all
   * @param by name of a principal; absent: all
   */
  public AuditView audit(@Nullable Instant since, @Nullable String by, int limit) throws Problem {
    return ApiCalls.read(
        calls.get(
            "/api/v1/audit?limit="
                + limit
                + (since == null ? "" : "&since=" + ApiCalls.encode(since.toString()))
                + (by == null ? "" : "&by=" + ApiCalls.encode(by))),
        AuditView.class);
  }
}

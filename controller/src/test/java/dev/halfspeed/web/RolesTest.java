package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.Principal;
import dev.halfspeed.core.Role;
import dev.halfspeed.report.view.access.AuditView;
import dev.halfspeed.web.access.Connections;
import dev.halfspeed.web.access.Token;
import dev.halfspeed.web.http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tokens of each role may do, what ends with them, and what is kept of it all. */
final class RolesTest {
  private static final String CHECK = "/api/v1/machines/check";
  private static final FakeController CONTROLLER = new FakeController();
  private static WebServer server;
  private static WebServer open;
  private static Client own;
  private static Client stranger;
  private static int made;

  @BeforeAll
  static void start() throws Exception {
    var settings =
        WebServer.Settings.USUAL
            .with(() -> CONTROLLER.access.now)
            .with(
                new Connections.Limits(
                    Duration.ofHours(1),
                    Duration.ofHours(1),
                    Duration.ofHours(1),
                    100,
                    Duration.ofMillis(10)));
    List<Token> tokens = List.of(Token.own(Client.TOKEN));
    server = WebServer.start(CONTROLLER, Serving.plain("localhost", 0, tokens), settings);
    open = WebServer.start(CONTROLLER, new Serving("localhost", 0, tokens, true, null), settings);
    own = new Client(server);
    stranger = Client.stranger(server);
    CONTROLLER.machines = FakeController.lab(Instant.EPOCH);
    CONTROLLER.publish(Views.after("b1", Instant.EPOCH, 2));
  }

  @AfterAll
  static void stop() {
    own.close();
    stranger.close();
    server.close();
    open.close();
  }

  /** A token of a role, as a header. */
  private static String token(Role role) throws Exception {
    made++;
    return "Bearer "
        + CONTROLLER
            .tokens()
            .create("t" + made, role, Duration.ofDays(90), Principal.commandLine("ann"))
            .secret();
  }

  private static String name() {
    return "t" + made;
  }

  @ParameterizedTest
  @CsvSource({
    "VIEWER, 200, 403, 403",
    "OPERATOR, 200, 200, 403",
    "ADMIN, 200, 200, 200",
  })
  void eachRoleMayDoWhatThoseBeforeItMay(Role role, int read, int work, int decide)
      throws Exception {
    String token = token(role);
    assertThat(stranger.get("/api/v1/bisections", "Authorization", token).statusCode())
        .isEqualTo(read);
    assertThat(stranger.get("/machines", "Authorization", token).statusCode()).isEqualTo(read);
    assertThat(stranger.post(CHECK, "{}", "Authorization", token).statusCode()).isEqualTo(work);
    assertThat(
            stranger
                .post("/api/v1/machines/lab-1/drain", "{}", "Authorization", token)
                .statusCode())
        .isEqualTo(decide);
    String more = "{\"name\": \"more-%s\", \"role\": \"admin\"}".formatted(role);
    assertThat(stranger.post("/api/v1/tokens", more, "Authorization", token).statusCode())
        .isEqualTo(decide == 200 ? 201 : decide);
    assertThat(Client.json(stranger.get("/api/v1/me", "Authorization", token)).at("/role"))
        .hasToString("\"" + role.word() + "\"");
  }

  @Test
  void aRefusalNamesTheRoleAndTheWayToIt() throws Exception {
    HttpResponse<String> refused =
        stranger.post("/api/v1/bisections/b1/cancel", "{}", "Authorization", token(Role.VIEWER));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(Client.json(refused).at("/detail").stringValue())
        .isEqualTo(
            "token %s is a viewer, and to cancel a bisection takes the role operator"
                .formatted(name()));
    assertThat(Client.json(refused).at("/next").stringValue())
        .contains("halfspeed token create NAME --role operator");
    assertThat(CONTROLLER.cancelled).doesNotContain("b1");
  }

  /** However its path is written, what only admins read is told to no viewer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/audit",
        "/api/v1/audit/",
        "/api/v1//audit",
        "/api/v1/./audit",
        "/api/v1/x/../audit",
        "/api/v1/x/%2e%2e/audit",
        "/api/v1/%61udit",
        "/api/v1/audit?x",
        "/api/v1/audit;x",
        "/api/v1/audit%2f",
        "/api/v1/tokens",
        "/api/v1/tokens/",
        "/api/v1/%74okens",
        "/audit",
        "/%61udit/",
        "/x/../audit"
      })
  void whatOnlyAdminsReadHasNoWayAround(String path) throws Exception {
    String viewer = token(Role.VIEWER);
    var request = stranger.request(path, "Authorization", viewer);
    HttpResponse<String> answer = stranger.send(request);
    assertThat(answer.statusCode()).as(path).isIn(403, 404);
    assertThat(answer.body()).doesNotContain("madeBy", "entries");
    assertThat(
            stranger.send(request.method("HEAD", HttpRequest.BodyPublishers.noBody())).statusCode())
        .isIn(403, 404, 405);
  }

  @Test
  void aRevokedTokenEndsItsSessionsItsLinksAndItsStreams() throws Exception {
    String token = token(Role.OPERATOR);
    String cookie = cookie(login(server, token.substring("Bearer ".length())));
    HttpResponse<String> made = stranger.post("/api/v1/links", "{}", "Authorization", token);
    String link = Client.json(made).get("link").stringValue();
    assertThat(stranger.get("/api/v1/bisections", "Cookie", cookie).statusCode()).isEqualTo(200);
    try (Client follower = Client.stranger(server);
        InputStream stream =
            follower.begin("/api/v1/bisections/b1/events", "Authorization", token).join().body()) {
      assertThat(stream.read()).isPositive();
      CONTROLLER.tokens().revoke(name(), Principal.commandLine("ann"));
      assertThat(isCut(stream)).isTrue();
    }
    refused("/api/v1/bisections", "Cookie", cookie);
    refused("/api/v1/bisections", "Authorization", token);
    refused(link, "X", "y");
    assertThat(own.get("/api/v1/bisections").statusCode()).isEqualTo(200);
  }

  /** Whether a stream that was never to end was cut off. */
  private static boolean isCut(InputStream stream) {
    try {
      stream.readAllBytes();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void anExpiredTokenEndsItsSessionToo() throws Exception {
    String token = token(Role.VIEWER);
    String cookie = cookie(login(server, token.substring("Bearer ".length())));
    Instant before = CONTROLLER.access.now;
    try {
      CONTROLLER.access.now = before.plus(Duration.ofDays(29));
      assertThat(stranger.get("/api/v1/me", "Cookie", cookie).statusCode()).isEqualTo(200);
      CONTROLLER.access.now = before.plus(Duration.ofDays(91));
      refused("/api/v1/me", "Cookie", cookie);
      refused("/api/v1/me", "Authorization", token);
    } finally {
      CONTROLLER.access.now = before;
    }
  }

  @Test
  void aSessionEndsWhenItsBrowserLogsOut() throws Exception {
    String cookie = cookie(login(server, Client.TOKEN));
    String other = cookie(login(server, Client.TOKEN));
    HttpResponse<String> account = stranger.get("/account", "Cookie", cookie);
    assertThat(account.body()).contains("<strong>admin</strong>", "action=\"/logout\"");
    assertThat(form("/logout", "", "Cookie", cookie).statusCode()).isEqualTo(403);
    assertThat(form("/logout", "", "Cookie", cookie, "Origin", "null").statusCode()).isEqualTo(403);
    HttpResponse<String> out = form("/logout", "", "Cookie", cookie, "Origin", origin(server));
    assertThat(out.statusCode()).isEqualTo(303);
    assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
    refused("/api/v1/me", "Cookie", cookie);
    assertThat(stranger.get("/api/v1/me", "Cookie", other).statusCode()).isEqualTo(200);
  }

  @Test
  void strangersMayReadWhereTheServerSaysSoAndWriteNowhere() throws Exception {
    try (Client anyone = Client.stranger(open)) {
      for (String path : List.of("/", "/machines", "/account", "/api/v1/bisections/b1")) {
        HttpResponse<String> answer = anyone.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow())
            .doesNotContain("no-store");
        assertThat(answer.headers().firstValue("Vary")).contains("Authorization, Cookie");
      }
      for (String path : List.of("/api/v1/audit", "/api/v1/tokens")) {
        assertThat(anyone.get(path).statusCode()).isEqualTo(401);
      }
      for (String path : List.of(CHECK, "/api/v1/plan", "/api/v1/links", "/logout", "/x")) {
        assertThat(anyone.post(path, "{}", "Origin", origin(open)).statusCode()).isEqualTo(401);
      }
      assertThat(anyone.get("/", "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
      assertThat(anyone.get("/login").body()).contains("name=\"token\"");
      String cookie = cookie(login(open, Client.TOKEN));
      assertThat(anyone.get("/api/v1/me", "Cookie", cookie).body()).contains("admin");
      assertThat(anyone.get("/api/v1/me", "Cookie", cookie + "0").body()).contains("anonymous");
    }
    assertThat(stranger.get("/api/v1/bisections").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void everyWriteIsKeptWithWhoSentItAndWhatBecameOfIt(Role role) throws Exception {
    String token = token(role);
    stranger.post(CHECK + "?token=hidden", "{\"machine\": \"hidden\"}", "Authorization", token);
    stranger.get("/api/v1/bisections", "Authorization", token);
    cookie(login(server, token.substring("Bearer ".length())));
    AuditView audit =
        Answer.JSON.readValue(
            own.get("/api/v1/audit?by=token%20" + name()).body(), AuditView.class);
    assertThat(audit.entries())
        .extracting(entry -> entry.method() + " " + entry.path() + " " + entry.status())
        .containsExactly(
            "POST /login 303", "POST " + CHECK + " " + (role == Role.VIEWER ? 403 : 200));
    assertThat(audit.entries()).extracting(AuditView.Entry::role).containsOnly(role.word());
    assertThat(audit.entries()).extracting(AuditView.Entry::address).containsOnly("127.0.0.1");
    assertThat(audit.toString()).doesNotContain("hidden", token.substring("Bearer ".length()));
  }

  @Test
  void adminsReadTheAuditLogOnAPage() throws Exception {
    String token = token(Role.OPERATOR);
    stranger.post("/api/v1/%3Cb%3Ex", "{}", "Authorization", token);
    stranger.post("/api/v1/second", "{}", "Authorization", token);
    String path = "/audit?by=token%20" + name();
    HttpResponse<String> page = own.get(path);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains(
            "POST /api/v1/second",
            "token " + name(),
            "127.0.0.1",
            "/api/v1" + path.replace("&", "&amp;"))
        .contains("badge warn\">403")
        .doesNotContain("<b>x", "rel=\"next\"");
    assertThat(own.get(path + "&before=1").body()).contains("None.", "Newest");
    assertThat(own.get(path + "&since=tomorrow").statusCode()).isEqualTo(422);
    assertThat(own.get("/account").body()).contains("href=\"/audit\"");
    HttpResponse<String> refused = stranger.get("/audit", "Authorization", token);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .contains("and to read the audit log takes the role admin")
        .doesNotContain("POST /api");
    assertThat(stranger.get("/account", "Authorization", token).body())
        .doesNotContain("href=\"/audit\"");
  }

  @Test
  void aCheckIsBrokenOffOnItsPageByWhoMay() throws Exception {
    String viewer = token(Role.VIEWER);
    assertThat(stranger.get("/checks/c1", "Authorization", viewer).body())
        .contains("Check of", "Noise between boots", "217.9", "every second boot")
        .doesNotContain("/checks/c1/cancel");
    assertThat(stranger.get("/checks/none", "Authorization", viewer).statusCode()).isEqualTo(404);
    String running = "/checks/" + FakeController.RUNNING_CHECK;
    assertThat(stranger.get(running, "Authorization", viewer).body())
        .contains("data-every=\"10\"", "Nothing was measured yet")
        .doesNotContain("/cancel");
    assertThat(form(running + "/cancel", "reason=enough", "Authorization", viewer).statusCode())
        .isEqualTo(403);
    String operator = token(Role.OPERATOR);
    assertThat(stranger.get(running, "Authorization", operator).body())
        .contains("action=\"" + running + "/cancel\"");
    assertThat(form(running + "/cancel", "reason=enough", "Authorization", operator).statusCode())
        .isEqualTo(303);
    assertThat(CONTROLLER.cancelled).contains(FakeController.RUNNING_CHECK);
    assertThat(CONTROLLER.reasons).contains("enough");
  }

  @Test
  void theAuditLogIsReadInPages() throws Exception {
    String token = token(Role.VIEWER);
    for (int number = 0; number < 5; number++) {
      stranger.post("/api/v1/nothing" + number, "{}", "Authorization", token);
    }
    String path = "/api/v1/audit?limit=3&by=token%20" + name();
    AuditView first = Answer.JSON.readValue(own.get(path).body(), AuditView.class);
    AuditView second =
        Answer.JSON.readValue(own.get(path + "&before=" + first.next()).body(), AuditView.class);
    assertThat(first.entries())
        .extracting(AuditView.Entry::path)
        .containsExactly("/api/v1/nothing4", "/api/v1/nothing3", "/api/v1/nothing2");
    assertThat(second.entries()).hasSize(2);
    assertThat(second.next()).isNull();
    assertThat(own.get(path).headers().firstValue("Link").orElseThrow())
        .contains("/api/v1/audit?limit=3&by=token%20" + name() + "&before=" + first.next());
    HttpResponse<String> tooMany = own.get("/api/v1/audit?limit=1001");
    assertThat(tooMany.statusCode()).isEqualTo(422);
    assertThat(Client.json(tooMany).at("/code").stringValue()).isEqualTo("invalid-field");
    assertThat(own.get(path + "&since=2030-01-01").body()).contains("\"entries\":[]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\": \"a b\", \"role\": \"viewer\"} | can't be the name of a token",
        "{\"name\": \"../x\", \"role\": \"viewer\"} | can't be the name of a token",
        "{\"name\": \"ok\", \"role\": \"root\"} | There is no role",
        "{\"name\": \"ok\", \"role\": \"viewer\", \"expires\": \"soon\"} | can't expire",
        "{\"name\": \"ok\", \"role\": \"viewer\", \"expires\": \"0d\"} | can't expire",
        "{\"name\": \"ok\", \"role\": \"viewer\", \"expires\": \"99999d\"} | can't expire",
        "{\"name\": \"ok\"} | lacks",
        "{\"name\": \"ok\", \"role\": \"viewer\", \"secret\": \"mine\"} | not known"
      })
  void aTokenThatCannotBeIsRefused(String body, String what) throws Exception {
    HttpResponse<String> refused = own.post("/api/v1/tokens", body);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(Client.json(refused).at("/detail").stringValue()).contains(what);
  }

  private static HttpResponse<String> login(WebServer where, String token) throws Exception {
    try (Client browser = Client.stranger(where)) {
      return browser.send(
          browser
              .request("/login", "Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString("token=" + token)));
    }
  }

  /** So many in a row are refused otherwise. */
  private static void refused(String path, String header, String value) throws Exception {
    assertThat(stranger.get(path, header, value).statusCode()).isIn(401, 429);
  }

  private static HttpResponse<String> form(String path, String body, String... headers)
      throws Exception {
    return stranger.send(
        stranger
            .request(path, headers)
            .setHeader("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String cookie(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(303);
    return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
  }

  private static String origin(WebServer where) {
    return where.address().toString().replaceFirst("/$", "");
  }
}

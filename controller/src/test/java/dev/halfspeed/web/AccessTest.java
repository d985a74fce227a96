package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.access.AuditRecord;
import dev.halfspeed.web.access.Credentials;
import dev.halfspeed.web.access.FailedTokens;
import dev.halfspeed.web.access.Token;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessTest {
  private static final List<String> EVERYTHING =
      List.of(
          "/",
          "/machines",
          "/bisections/b1",
          "/assets/style.css",
          "/api/v1/health",
          "/api/v1/bisections",
          "/api/v1/bisections/b1/events",
          "/api/v1/nothing",
          "/nothing",
          "/login",
          "/open/",
          "/?token=" + Client.TOKEN);

  private final FakeController controller = new FakeController();
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private WebServer server;
  private Client known;
  private Client stranger;

  @BeforeEach
  void start() throws Exception {
    InstantSource clock = () -> now;
    server =
        WebServer.start(
            controller,
            "localhost",
            0,
            List.of(Token.own(Client.TOKEN)),
            WebServer.Settings.USUAL.with(clock));
    known = new Client(server);
    stranger = Client.stranger(server);
  }

  @AfterEach
  void stop() {
    known.close();
    stranger.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 401",
    "localhost:8080, 401",
    "LocalHost:1, 401",
    "127.0.0.1:8080, 401",
    "[::1]:8080, 401",
    "evil.example, 403",
    "localhost.evil.example:8080, 403",
    "127.0.0.1.evil.example, 403",
    "192.168.1.7:8080, 403"
  })
  void onLoopbackOnlyLoopbackNamesAreAnswered(String host, int status) throws Exception {
    assertThat(statusFor(host)).isEqualTo(status);
  }

  /** By hand: Java's client does not let anyone choose the Host header. */
  private int statusFor(String host) throws IOException {
    try (var socket = new Socket("localhost", server.port())) {
      String request =
          "GET /api/v1/bisections HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
              .formatted(host);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.split(" ")[1]);
    }
  }

  @Test
  void whatAFormOfAnotherSiteCanSendIsRefused() throws Exception {
    HttpResponse<String> form =
        known.send(
            known
                .request("/api/v1/machines/check")
                .setHeader("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(check("Origin", "http://evil.example")).isEqualTo(403);
    assertThat(check("Origin", "null")).isEqualTo(403);
    assertThat(check("Sec-Fetch-Site", "cross-site")).isEqualTo(403);
    assertThat(check("Sec-Fetch-Site", "same-site")).isEqualTo(403);
    assertThat(check("Origin", own(), "Sec-Fetch-Site", "same-origin")).isEqualTo(200);
    assertThat(check()).isEqualTo(200);
  }

  private int check(String... headers) throws Exception {
    return known.post("/api/v1/machines/check", "{}", headers).statusCode();
  }

  private String own() {
    return server.address().toString().replaceFirst("/$", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer wrong", "Basic YS10b2tlbi1mb3ItdGVzdHM6", "x"})
  void withoutTheTokenNothingIsTold(String header) throws Exception {
    for (String path : EVERYTHING) {
      now = now.plus(Duration.ofHours(1));
      HttpResponse<String> response =
          header.isEmpty() ? stranger.get(path) : stranger.get(path, "Authorization", header);
      assertThat(response.statusCode()).as(path).isEqualTo(401);
      assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
      assertThat(response.headers().firstValue("Referrer-Policy")).contains("same-origin");
      assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("frame-ancestors 'none'")
          .doesNotContain("unsafe");
    }
    assertThat(stranger.post("/api/v1/bisections", "{}").statusCode()).isEqualTo(401);
    assertThat(controller.submitted).isEmpty();
  }

  @Test
  void aLinkOpensABrowserOnce() throws Exception {
    HttpResponse<String> made = known.post("/api/v1/links", "{\"path\": \"/bisections/b1\"}");
    assertThat(made.statusCode()).isEqualTo(201);
    String link = Client.json(made).get("link").stringValue();
    assertThat(link).doesNotContain(Client.TOKEN);
    // One that only looks ahead does not use it up.
    assertThat(stranger.get(link, "Sec-Purpose", "prefetch").statusCode()).isEqualTo(401);
    HttpResponse<String> opened = stranger.get(link);
    assertThat(opened.statusCode()).isEqualTo(303);
    assertThat(opened.headers().firstValue("Location")).contains("/bisections/b1");
    String cookie = opened.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie)
        .containsIgnoringCase("; HttpOnly")
        .contains("SameSite=Lax", "Path=/")
        .doesNotContain(Client.TOKEN);
    assertThat(stranger.get(link).statusCode()).isEqualTo(401);

    String session = cookie.split(";")[0];
    assertThat(stranger.get("/api/v1/bisections", "Cookie", session).statusCode()).isEqualTo(200);
    assertThat(stranger.get(link, "Cookie", session).statusCode()).isEqualTo(303);
    String forged = session.substring(0, session.length() - 1) + (session.endsWith("0") ? 1 : 0);
    for (String wrong :
        List.of(forged, session.split("=")[0] + "=0", session.split("=")[0] + "=")) {
      assertThat(stranger.get("/api/v1/bisections", "Cookie", wrong).statusCode()).isEqualTo(401);
    }
    assertThat(stranger.post("/api/v1/machines/check", "{}", "Cookie", session).statusCode())
        .isEqualTo(403);
    assertThat(
            stranger
                .post("/api/v1/machines/check", "{}", "Cookie", session, "Origin", own())
                .statusCode())
        .isEqualTo(200);
    now = now.plus(Credentials.SESSION_LIFE);
    assertThat(stranger.get("/api/v1/bisections", "Cookie", session).statusCode()).isEqualTo(401);
  }

  @Test
  void aLinkAgesAndLeadsNowhereElse() throws Exception {
    String link = Client.json(known.post("/api/v1/links", "{}")).get("link").stringValue();
    now = now.plus(Credentials.LINK_LIFE);
    assertThat(stranger.get(link).statusCode()).isEqualTo(401);
    for (String path : List.of("//evil.example", "http://evil.example/", "/bisections/../x", "")) {
      assertThat(known.post("/api/v1/links", "{\"path\": \"" + path + "\"}").statusCode())
          .isEqualTo(422);
    }
    assertThat(stranger.post("/api/v1/links", "{}").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/comparisons/k1", "/config-bisections/o1", "/checks/c1", "/machines"})
  void aLinkLeadsToCampaignsOfAllKinds(String path) throws Exception {
    HttpResponse<String> made = known.post("/api/v1/links", "{\"path\": \"" + path + "\"}");
    HttpResponse<String> opened = stranger.get(Client.json(made).get("link").stringValue());
    assertThat(opened.headers().firstValue("Location")).contains(path);
  }

  @Test
  void theFormTakesTheToken() throws Exception {
    HttpResponse<String> right = login(Client.TOKEN);
    assertThat(right.statusCode()).isEqualTo(303);
    assertThat(right.headers().firstValue("Location")).contains("/");
    HttpResponse<String> wrong = login("wrong");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
  }

  private HttpResponse<String> login(String token) throws Exception {
    return stranger.send(
        stranger
            .request("/login", "Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("token=" + token)));
  }

  @Test
  void guessesAreLimitedAndTheRightTokenIsNot() throws Exception {
    for (int guess = 0; guess < FailedTokens.FREE; guess++) {
      assertThat(guess("guess" + guess).statusCode()).isEqualTo(401);
    }
    for (int guess = 0; guess < 50; guess++) {
      HttpResponse<String> refused = guess("another" + guess);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 7L);
    }
    assertThat(login("guess").statusCode()).isEqualTo(429);
    // All users of this machine share the address.
    assertThat(known.get("/api/v1/bisections").statusCode()).isEqualTo(200);
    assertThat(stranger.get("/api/v1/bisections").statusCode()).isEqualTo(401);
    now = now.plus(FailedTokens.RECOVERY);
    assertThat(guess("one more").statusCode()).isEqualTo(401);
    assertThat(guess("and one").statusCode()).isEqualTo(429);
  }

  private HttpResponse<String> guess(String token) throws Exception {
    return stranger.get("/api/v1/bisections", "Authorization", "Bearer " + token);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, HTTP/1.1, Upgrade: websocket, 40.",
    "GET, HTTP/9.9, X: y, 400",
    "GET, HTTp/1.1, X: y, 400",
    "PRI, HTTP/2.0, X: y, 400"
  })
  void otherProtocolsAreRefused(String method, String version, String header, String status)
      throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request =
          method
              + " /api/v1/health "
              + version
              + "\r\nHost: localhost\r\nConnection: upgrade\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + header
              + "\r\n\r\n";
      socket.setSoTimeout(300_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(12);
      assertThat(new String(answer, StandardCharsets.US_ASCII).split(" ")[1]).matches(status);
    }
  }

  /** What it asked for may have been done. */
  @Test
  void whoGoesBeforeTheAnswerIsInTheAuditLogOnce() throws Exception {
    var begun = new CountDownLatch(1);
    var gate = new CountDownLatch(1);
    controller.atSubmit =
        () -> {
          begun.countDown();
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    String body =
        """
        {"repository": "linux", "good": "v1", "bad": "v2", "recipe": "tiny", "configBase": "defconfig"}\
        """;
    try (var socket = new Socket("localhost", server.port())) {
      String request =
          "POST /api/v1/bisections HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                  .formatted(Client.TOKEN)
              + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(body.length(), body);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      begun.await();
    }
    assertThat(controller.access.audited(1)).extracting(AuditRecord::status).containsExactly(499);
    gate.countDown();
    assertThat(known.post("/api/v1/bisections", body).statusCode()).isEqualTo(201);
    server.close();
    assertThat(controller.submitted).hasSize(2);
    assertThat(controller.access.audited(2))
        .extracting(row -> row.method() + " " + row.path() + " " + row.status())
        .containsExactly("POST /api/v1/bisections 499", "POST /api/v1/bisections 201");
  }

  @Test
  void aPortInUseIsAProblem() {
    Problem problem =
        catchThrowableOfType(
            Problem.class,
            () ->
                WebServer.start(
                        controller, "localhost", server.port(), List.of(Token.own(Client.TOKEN)))
                    .close());
    assertThat(problem.what()).contains(String.valueOf(server.port()));
    assertThat(problem.nextStep()).contains("choose another");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-host.invalid", "192.0.2.1"})
  void aHostThatIsNotThisMachineIsAProblem(String host) {
    Problem problem =
        catchThrowableOfType(
            Problem.class,
            () -> WebServer.start(controller, host, 0, List.of(Token.own(Client.TOKEN))).close());
    assertThat(problem.what()).contains(host);
  }
}

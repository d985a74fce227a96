package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessTest {
  private static final String TOKEN = "correct horse";
  private final FakeController controller = new FakeController();

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "localhost:8080, 200",
    "LocalHost:1, 200",
    "127.0.0.1:8080, 200",
    "[::1]:8080, 200",
    "evil.example, 403",
    "localhost.evil.example:8080, 403",
    "127.0.0.1.evil.example, 403",
    "192.168.1.7:8080, 403"
  })
  void onLoopbackOnlyLoopbackNamesAreAnswered(String host, int status) throws Exception {
    try (WebServer server = WebServer.start(controller, "localhost", 0, Optional.empty())) {
      assertThat(statusFor(server, host)).isEqualTo(status);
    }
  }

  /** By hand: Java's client does not let anyone choose the Host header. */
  private static int statusFor(WebServer server, String host) throws IOException {
    try (var socket = new Socket("localhost", server.port())) {
      String request =
          "GET /api/bisections HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.split(" ")[1]);
    }
  }

  @Test
  void whatAFormOfAnotherSiteCanSendIsRefused() throws Exception {
    try (WebServer server = WebServer.start(controller, "localhost", 0, Optional.empty());
        Client client = new Client(server)) {
      HttpResponse<String> form =
          client.send(
              client
                  .request("/api/machines/check", "Content-Type", "text/plain")
                  .POST(HttpRequest.BodyPublishers.ofString("{}")));
      assertThat(form.statusCode()).isEqualTo(415);
      assertThat(
              client
                  .post("/api/machines/check", "{}", "Origin", "http://evil.example")
                  .statusCode())
          .isEqualTo(403);
      assertThat(client.post("/api/machines/check", "{}", "Origin", "null").statusCode())
          .isEqualTo(403);
      String own = server.address().toString().replaceFirst("/$", "");
      assertThat(client.post("/api/machines/check", "{}", "Origin", own).statusCode())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer wrong", "Basic Y29ycmVjdCBob3JzZQ=="})
  void withoutTheTokenNothingIsTold(String header) throws Exception {
    try (WebServer server = WebServer.start(controller, "0.0.0.0", 0, Optional.of(TOKEN));
        Client client = new Client(server)) {
      for (String path : new String[] {"/api/bisections", "/", "/machines"}) {
        HttpResponse<String> response =
            header.isEmpty() ? client.get(path) : client.get(path, "Authorization", header);
        assertThat(response.statusCode()).isEqualTo(401);
      }
      assertThat(client.get("/api/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theTokenOpensTheApiAndThePages() throws Exception {
    try (WebServer server = WebServer.start(controller, "0.0.0.0", 0, Optional.of(TOKEN));
        Client client = new Client(server)) {
      assertThat(client.get("/api/bisections", "Authorization", "Bearer " + TOKEN).statusCode())
          .isEqualTo(200);
      HttpResponse<String> offered = client.get("/machines?token=correct%20horse");
      assertThat(offered.statusCode()).isEqualTo(302);
      assertThat(offered.headers().firstValue("Location")).contains("/machines");
      String cookie = offered.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(cookie)
          .containsIgnoringCase("; HttpOnly")
          .contains("SameSite=Lax")
          .doesNotContain("horse");
      assertThat(client.get("/api/bisections", "Cookie", cookie.split(";")[0]).statusCode())
          .isEqualTo(200);
      assertThat(client.get("/api/bisections", "Cookie", cookie.split("=")[0] + "=0").statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void theFormTakesTheToken() throws Exception {
    try (WebServer server = WebServer.start(controller, "localhost", 0, Optional.of(TOKEN));
        Client client = new Client(server)) {
      assertThat(login(client, "correct+horse").statusCode()).isEqualTo(302);
      HttpResponse<String> wrong = login(client, "wrong");
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
    }
  }

  private static HttpResponse<String> login(Client client, String token) throws Exception {
    return client.send(
        client
            .request("/login", "Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("token=" + token)));
  }

  @Test
  void beyondLoopbackATokenIsAMust() {
    for (Optional<String> token : List.of(Optional.<String>empty(), Optional.of(" "))) {
      Problem problem =
          catchThrowableOfType(
              Problem.class, () -> WebServer.start(controller, "0.0.0.0", 0, token).close());
      assertThat(problem.what()).contains("0.0.0.0", "token");
    }
  }

  @Test
  void aPortInUseIsAProblem() throws Exception {
    try (WebServer server = WebServer.start(controller, "localhost", 0, Optional.empty())) {
      Problem problem =
          catchThrowableOfType(
              Problem.class,
              () ->
                  WebServer.start(controller, "localhost", server.port(), Optional.empty())
                      .close());
      assertThat(problem.what()).contains(String.valueOf(server.port()));
      assertThat(problem.nextStep()).contains("another port");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-host.invalid", "192.0.2.1"})
  void aHostThatIsNotThisMachineIsAProblem(String host) {
    Problem problem =
        catchThrowableOfType(
            Problem.class, () -> WebServer.start(controller, host, 0, Optional.of(TOKEN)).close());
    assertThat(problem.what()).contains(host);
  }
}

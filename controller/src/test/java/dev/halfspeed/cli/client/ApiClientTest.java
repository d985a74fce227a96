package dev.halfspeed.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.RepositoryView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client makes of pages, lost answers and changes. */
final class ApiClientTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private ApiClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    client =
        new ApiClient(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
            "token",
            null,
            Duration.ofMillis(1));
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String repository(String name) {
    return """
    [{"name": "%s", "path": "/linux", "byPath": false, "addedBy": "ada",
      "addedAt": "2026-03-01T10:00:00Z"}]
    """
        .formatted(name);
  }

  @Test
  void allPagesOfAListAreRead() throws Exception {
    server.createContext(
        "/api/v1/repositories",
        exchange -> {
          String query = exchange.getRequestURI().getQuery();
          asked.add(query);
          if (query.contains("after=two")) {
            send(exchange, 200, repository("three"));
            return;
          }
          String next = query.contains("after=one") ? "two" : "one";
          exchange
              .getResponseHeaders()
              .add("Link", "</api/v1/repositories?limit=1000&after=" + next + ">; rel=\"next\"");
          send(exchange, 200, repository(next));
        });
    assertThat(client.forMachines().repositories().stream().map(RepositoryView::name))
        .containsExactly("one", "two", "three");
    assertThat(asked).containsExactly("limit=1000", "limit=1000&after=one", "limit=1000&after=two");
  }

  @Test
  void aRequestWhoseAnswerWasLostIsSentAgainWithItsKey() throws Exception {
    server.createContext(
        "/api/v1/alarms",
        exchange -> {
          keys.add(
              Objects.requireNonNull(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
          exchange.getRequestBody().readAllBytes();
          if (keys.size() == 1) {
            exchange.close();
          } else {
            send(exchange, 201, "{\"new\": true}");
          }
        });
    assertThat(client.forRegressions().raise("{}")).isTrue();
    assertThat(keys).hasSize(2);
    assertThat(keys.getFirst()).isEqualTo(keys.getLast()).isNotBlank();
    client.forRegressions().raise("{}");
    assertThat(keys.getLast()).isNotEqualTo(keys.getFirst());
  }

  @Test
  void whileTheFirstIsAnsweredTheSameIsAskedAgain() throws Exception {
    server.createContext(
        "/api/v1/alarms",
        exchange -> {
          keys.add(
              Objects.requireNonNull(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
          exchange.getRequestBody().readAllBytes();
          if (keys.size() == 1) {
            exchange.close();
          } else if (keys.size() < 4) {
            send(exchange, 409, "{\"detail\": \"wait\", \"code\": \"request-in-progress\"}");
          } else {
            send(exchange, 201, "{\"new\": true}");
          }
        });
    assertThat(client.forRegressions().raise("{}")).isTrue();
    assertThat(keys).hasSize(4).containsOnly(keys.getFirst());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"detail\": \"lab1 works for bob\", \"code\": \"machine-in-use\"}",
        "{\"detail\": \"no more\", \"code\": \"conflict\"}",
        "no JSON"
      })
  void anotherConflictIsNotAskedAgain(String body) {
    server.createContext(
        "/api/v1/alarms",
        exchange -> {
          keys.add("");
          exchange.getRequestBody().readAllBytes();
          send(exchange, 409, body);
        });
    assertThat(catchThrowable(() -> client.forRegressions().raise("{}"))).isNotNull();
    assertThat(keys).hasSize(1);
  }

  @Test
  void whereTlsFailsForAnotherReasonNoCertificateIsAskedFor() throws Exception {
    try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var secure =
            new ApiClient(URI.create("https://127.0.0.1:" + plain.getLocalPort()), "token", null)) {
      // Java connects again where it reads the end of a connection before it looks at what came.
      Thread.ofVirtual()
          .start(() -> {
            while (!plain.isClosed()) {
              answerWithoutTls(plain);
            }
          });
      Problem problem = catchThrowableOfType(Problem.class, secure.forMachines()::repositories);
      assertThat(problem.what()).startsWith("TLS with the controller at https://127.0.0.1:");
      assertThat(problem.nextStep()).contains("--tls-cert").doesNotContain("--ca");
    }
  }

  private static void answerWithoutTls(ServerSocket plain) {
    try (Socket socket = plain.accept()) {
      // As servers do, it hears something before it answers.
      if (socket.getInputStream().read() >= 0) {
        socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
        socket.getInputStream().readAllBytes();
      }
    } catch (IOException e) {
      // The client has heard enough, or the test is over.
    }
  }

  @Test
  void aViewIsPutTogetherFromChanges() {
    var known = new FollowedView();
    assertThat(known.lastId()).isEmpty();
    assertThat(known.hear(new EventStream.Event("snapshot", "a-1", "{\"id\":\"b1\"}"))).isTrue();
    assertThat(known.lastId()).contains("a-1");
    assertThat(
            known.hear(
                new EventStream.Event(
                    "change", "a-2", "[{\"op\":\"replace\",\"path\":\"/id\",\"value\":\"b2\"}]")))
        .isTrue();
    assertThat(known.lastId()).contains("a-2");
    assertThat(known.hear(new EventStream.Event("something-new", "a-3", "1"))).isFalse();
    assertThat(known.lastId()).contains("a-2");
  }
}

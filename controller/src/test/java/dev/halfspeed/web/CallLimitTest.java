package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.web.access.Token;
import dev.halfspeed.web.events.StreamPace;
import dev.halfspeed.web.http.Calls;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** So many requests at once are answered, and the next is told to come again. */
final class CallLimitTest {
  private static final int STREAMS = 20;

  private final FakeController controller = new FakeController();
  private WebServer server;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    server =
        WebServer.start(
            controller,
            "localhost",
            0,
            List.of(Token.own(Client.TOKEN)),
            WebServer.Settings.USUAL.with(
                new StreamPace(
                    Duration.ZERO, Duration.ofMinutes(5), Duration.ofMinutes(5), STREAMS)));
    client = new Client(server);
    controller.publish(Views.checking("b1", Instant.EPOCH));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void callsThatWaitLeaveRoomForOthersOnceTheyAreAnswered() throws Exception {
    var asked = new AtomicInteger();
    var gate = new CountDownLatch(1);
    controller.atBisections =
        () -> {
          asked.incrementAndGet();
          await(gate);
        };
    List<CompletableFuture<HttpResponse<InputStream>>> waiting =
        begun("/api/v1/bisections", Calls.MOST_CALLS);
    Awaitility.await().until(() -> asked.get() == Calls.MOST_CALLS);
    HttpResponse<String> refused = client.get("/api/v1/bisections/b1");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("as many requests at once as it can", "Try again");
    gate.countDown();
    for (CompletableFuture<HttpResponse<InputStream>> each : waiting) {
      assertThat(each.get(5, TimeUnit.MINUTES).statusCode()).isEqualTo(200);
    }
    Awaitility.await().until(() -> client.get("/api/v1/bisections/b1").statusCode() == 200);
  }

  @Test
  void streamsAreBoundedAndHinderNoCall() throws Exception {
    List<InputStream> open = new ArrayList<>();
    for (CompletableFuture<HttpResponse<InputStream>> each :
        begun("/api/v1/bisections/b1/events", STREAMS)) {
      HttpResponse<InputStream> stream = each.get(5, TimeUnit.MINUTES);
      assertThat(stream.statusCode()).isEqualTo(200);
      open.add(stream.body());
    }
    assertThat(client.get("/api/v1/bisections/b1/events").statusCode()).isEqualTo(429);
    assertThat(client.get("/api/v1/bisections/b1").statusCode()).isEqualTo(200);
    open.getFirst().close();
    Awaitility.await()
        .until(() -> {
          HttpResponse<InputStream> again =
              client.begin("/api/v1/bisections/b1/events").get(5, TimeUnit.MINUTES);
          again.body().close();
          return again.statusCode() == 200;
        });
  }

  private List<CompletableFuture<HttpResponse<InputStream>>> begun(String path, int times) {
    List<CompletableFuture<HttpResponse<InputStream>>> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.add(client.begin(path));
    }
    return all;
  }

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

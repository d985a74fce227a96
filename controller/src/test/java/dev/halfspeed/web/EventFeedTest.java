package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.halfspeed.json.JsonPatch;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.access.Token;
import dev.halfspeed.web.events.StreamPace;
import dev.halfspeed.web.http.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class EventFeedTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final StreamPace FAST =
      new StreamPace(Duration.ZERO, Duration.ofMinutes(5), Duration.ofMinutes(5), 50);

  private final FakeController controller = new FakeController();
  private WebServer server;

  @BeforeEach
  void start() throws Exception {
    server = serve(FAST);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private WebServer serve(StreamPace pace) throws Exception {
    return WebServer.start(
        controller,
        "localhost",
        0,
        List.of(Token.own(Client.TOKEN)),
        WebServer.Settings.USUAL.with(pace));
  }

  @Test
  void aViewAndItsChangesComeUntilTheEnd() throws Exception {
    controller.publish(Views.checking("b1", START));
    try (Reader reader = new Reader(server, "b1", "")) {
      assertThat(reader.next()).containsEntry("event", "snapshot").containsKey("id");
      controller.publish(Views.after("b1", START, 3));
      Map<String, String> change = reader.next();
      assertThat(change).containsEntry("event", "change");
      assertThat(change.get("data")).contains("/progress/boots");
      assertThat(reader.view()).isEqualTo(shown(Views.after("b1", START, 3)));
      controller.publish(Views.after("b1", START, Views.boots()));
      assertThat(reader.next().get("data")).contains("CONCLUDED", "culprit");
      assertThat(reader.view()).isEqualTo(shown(Views.after("b1", START, Views.boots())));
      assertThat(reader.next()).containsEntry("event", "end");
      assertThat(reader.atEnd()).isTrue();
    }
    await().until(() -> controller.followers("b1") == 0);
  }

  private static JsonNode shown(BisectionView view) {
    return Answer.JSON.readTree(Answer.JSON.writeValueAsBytes(view));
  }

  @Test
  void whoComesBackIsToldWhatHeMissed() throws Exception {
    controller.publish(Views.after("b1", START, 3));
    String seen;
    try (Reader other = new Reader(server, "b1", "")) {
      try (Reader reader = new Reader(server, "b1", "")) {
        seen = reader.next().getOrDefault("id", "");
      }
      other.next();
      for (int boots = 4; boots < 7; boots++) {
        controller.publish(Views.after("b1", START, boots));
        other.next();
      }
      try (Reader reader = new Reader(server, "b1", seen)) {
        assertThat(number(reader.next())).isEqualTo(number(seen) + 1);
        assertThat(number(reader.next())).isEqualTo(number(seen) + 2);
        Map<String, String> last = reader.next();
        assertThat(last).containsEntry("event", "change");
        assertThat(number(last)).isEqualTo(number(seen) + 3);
      }
    }
  }

  @Test
  void theLastViewComesThoughOthersLeaveMeanwhile() throws Exception {
    controller.publish(Views.after("b1", START, 3));
    try (Reader reader = new Reader(server, "b1", "")) {
      reader.next();
      for (int round = 0; round < 20; round++) {
        Reader leaver = new Reader(server, "b1", "");
        leaver.next();
        int boots = 4 + round % 2;
        var leaving =
            new FutureTask<>(() -> {
              leaver.close();
              return true;
            });
        Thread.ofVirtual().start(leaving);
        controller.publish(Views.after("b1", START, boots));
        assertThat(leaving.get()).isTrue();
        assertThat(reader.next()).containsEntry("event", "change");
        assertThat(reader.view()).isEqualTo(shown(Views.after("b1", START, boots)));
      }
    }
  }

  @Test
  void whoComesBackWhenNobodyFollowedIsToldTheDifference() throws Exception {
    controller.publish(Views.after("b1", START, 3));
    String seen;
    try (Reader reader = new Reader(server, "b1", "")) {
      seen = reader.next().getOrDefault("id", "");
    }
    await().until(() -> controller.followers("b1") == 0);
    controller.publish(Views.after("b1", START, 5));
    try (Reader reader = new Reader(server, "b1", seen)) {
      Map<String, String> change = reader.next();
      assertThat(change).containsEntry("event", "change");
      assertThat(number(change)).isEqualTo(number(seen) + 1);
    }
  }

  @Test
  void whoComesBackFromAnotherLogIsToldAll() throws Exception {
    controller.publish(Views.after("b1", START, 4));
    for (String unknown : List.of("an-older-one", "00000000-1", "-1", "99999999999999999999")) {
      try (Reader reader = new Reader(server, "b1", unknown)) {
        assertThat(reader.next()).containsEntry("event", "snapshot");
      }
    }
  }

  private static long number(Map<String, String> event) {
    return number(event.getOrDefault("id", ""));
  }

  private static long number(String id) {
    return Long.parseLong(id.substring(id.indexOf('-') + 1));
  }

  @Test
  void whoComesBackAfterTheEndIsToldThatItHasEnded() throws Exception {
    controller.publish(Views.failed("b1", START));
    String seen;
    try (Reader reader = new Reader(server, "b1", "")) {
      seen = reader.next().getOrDefault("id", "");
    }
    try (Reader reader = new Reader(server, "b1", seen)) {
      assertThat(reader.next()).containsEntry("event", "end");
    }
  }

  @Test
  void aSlowReaderComesToTheSameViewAndHoldsUpNobody() throws Exception {
    controller.publish(Views.after("b1", START, 0));
    int published = 3000;
    try (Reader slow = new Reader(server, "b1", "")) {
      slow.next();
      for (int number = 1; number <= published; number++) {
        controller.publish(Views.after("b1", START.plusNanos(number), number % 15));
      }
      try (Reader other = new Reader(server, "b1", "")) {
        assertThat(other.next().get("data")).contains("\"state\":\"RUNNING\"");
      }
      controller.publish(Views.after("b1", START, Views.boots()));
      List<Map<String, String>> events = slow.rest();
      assertThat(events.getLast()).containsEntry("event", "end");
      assertThat(slow.view()).isEqualTo(shown(Views.after("b1", START, Views.boots())));
      assertThat(events.size()).isLessThan(published);
    }
  }

  @Test
  void changesAreSpacedAndTheLatestIsSent() throws Exception {
    server.close();
    server = serve(new StreamPace(Duration.ofSeconds(2), FAST.ping(), FAST.patience(), 50));
    controller.publish(Views.after("b1", START, 0));
    try (Reader reader = new Reader(server, "b1", "")) {
      reader.next();
      for (int boots = 1; boots < 10; boots++) {
        controller.publish(Views.after("b1", START, boots));
      }
      int changes = 0;
      while (reader.view().at("/progress/boots").asInt() != 9) {
        reader.next();
        changes++;
      }
      assertThat(changes).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void aSilentStreamIsKeptAliveByPings() throws Exception {
    server.close();
    server = serve(new StreamPace(Duration.ZERO, Duration.ofMillis(50), FAST.patience(), 50));
    controller.publish(Views.after("b1", START, 0));
    try (Reader reader = new Reader(server, "b1", "")) {
      reader.next();
      assertThat(reader.next()).containsEntry("", "ping");
    }
  }

  @Test
  void aReaderThatDoesNotReadAtAllIsDropped() throws Exception {
    server.close();
    server = serve(new StreamPace(Duration.ZERO, FAST.ping(), Duration.ofMillis(200), 50));
    controller.publish(Views.after("b1", START, 0));
    try (Reader reader = new Reader(server, "b1", "")) {
      reader.next();
      await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> {
            controller.publish(
                Views.after("b1", START.plusNanos(System.nanoTime() % 1_000_000), 15));
            return controller.followers("b1") == 0;
          });
    }
  }

  @Test
  void whoLeavesIsForgotten() throws Exception {
    controller.publish(Views.after("b1", START, 0));
    try (Reader reader = new Reader(server, "b1", "")) {
      reader.next();
      assertThat(controller.followers("b1")).isEqualTo(1);
    }
    await().until(() -> controller.followers("b1") == 0);
  }

  @Test
  void closingTheServerLeavesNoFollower() throws Exception {
    controller.publish(Views.after("b1", START, 0));
    try (Reader reader = new Reader(server, "b1", "")) {
      reader.next();
      server.close();
      assertThat(reader.atEnd()).isTrue();
    }
    await().until(() -> controller.followers("b1") == 0);
  }

  /** Reads events as they come, with a small buffer and no thread of its own. */
  private static final class Reader implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader input;
    private JsonNode view = Answer.JSON.nullNode();

    Reader(WebServer server, String bisection, String lastId) throws IOException {
      socket.setReceiveBufferSize(8 << 10);
      socket.setSoTimeout(300_000);
      socket.connect(new InetSocketAddress("localhost", server.port()));
      String request =
          "GET /api/v1/bisections/%s/events HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%s\r\n"
              .formatted(
                  bisection,
                  Client.TOKEN,
                  lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n");
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      input =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(input.readLine()).contains("200");
      while (!input.readLine().isEmpty()) {
        // The rest of the head.
      }
      assertThat(next()).containsEntry("retry", "2000");
    }

    /** The view that the events so far come to. */
    JsonNode view() {
      return view;
    }

    Map<String, String> next() throws IOException {
      Map<String, String> event = read();
      String kind = event.getOrDefault("event", "");
      JsonNode data = Answer.JSON.readTree(event.getOrDefault("data", "null"));
      if (kind.equals("snapshot")) {
        view = data;
      } else if (kind.equals("change") && view.isObject()) {
        view = JsonPatch.apply(view, data);
      }
      return event;
    }

    private Map<String, String> read() throws IOException {
      Map<String, String> event = new HashMap<>();
      for (String line = input.readLine();
          line != null && !line.isEmpty();
          line = input.readLine()) {
        int colon = line.indexOf(':');
        event.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
      return event;
    }

    List<Map<String, String>> rest() throws IOException {
      List<Map<String, String>> events = new ArrayList<>();
      for (Map<String, String> event = next(); !event.isEmpty(); event = next()) {
        events.add(event);
      }
      return events;
    }

    boolean atEnd() throws IOException {
      return input.readLine() == null;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}

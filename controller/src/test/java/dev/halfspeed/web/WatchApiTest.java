package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.view.watch.WatchValues;
import dev.halfspeed.report.view.watch.WatchView;
import dev.halfspeed.watch.WatchRequest;
import dev.halfspeed.web.access.Token;
import dev.halfspeed.web.http.Answer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API says and takes of watches. */
final class WatchApiTest {
  private static final String WATCH =
      """
      {"name": "mainline", "repository": "linux", "reference": "v6.12", "configBase": "defconfig",
       "refs": [{"kind": "BRANCH", "pattern": "master"}], "workloads": [{"recipe": "r"}]}
      """;

  private final FakeController controller = new FakeController();
  private WebServer server;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    server = WebServer.start(controller, "localhost", 0, List.of(Token.own(Client.TOKEN)));
    client = new Client(server);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void aWatchIsAddedWithDefaultsForWhatIsNotSaid() throws Exception {
    HttpResponse<String> response = client.post("/api/v1/watches", WATCH);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    assertThat(controller.watches.added)
        .containsExactly(
            new WatchRequest(
                "mainline",
                "linux",
                null,
                List.of(new WatchRequest.Ref(WatchRequest.Kind.BRANCH, "master", null)),
                "v6.12",
                List.of(new WatchRequest.Workload("r", null, Map.of(), List.of())),
                "defconfig",
                List.of(),
                null,
                60,
                null,
                null,
                8,
                1,
                1,
                1,
                8,
                0,
                1));
    WatchView view = Answer.JSON.readValue(response.body(), WatchView.class);
    assertThat(
            Answer.JSON.readValue(client.get("/api/v1/watches/mainline").body(), WatchView.class))
        .isEqualTo(view);
    assertThat(Client.json(client.get("/api/v1/watches")).size()).isEqualTo(1);
  }

  @Test
  void theValuesOfAWatchAreGivenAsTheyAreRead() throws Exception {
    client.post("/api/v1/watches", WATCH);
    var values =
        new WatchValues(
            "s1",
            "master",
            "r",
            "Xeon, 8 cores",
            "tps",
            "1/s",
            true,
            List.of(
                new WatchValues.Value(
                    "master", "1".repeat(40), 0, Instant.EPOCH, -0.01, 0.0001, null, 4)));
    controller.watches.values.put("mainline", List.of(values));

    String body = client.get("/api/v1/watches/mainline/values").body();

    assertThat(Answer.JSON.readValue(body, WatchValues[].class)).containsExactly(values);
    assertThat(client.get("/api/v1/watches/other/values").statusCode()).isEqualTo(404);
  }

  @Test
  void allOfARequestSurvivesTheWire() throws Exception {
    var request =
        new WatchRequest(
            "w",
            "/k",
            "origin",
            List.of(new WatchRequest.Ref(WatchRequest.Kind.REBUILT, "next", "master")),
            "v1",
            List.of(new WatchRequest.Workload("r", "p", Map.of("a", "b"), List.of("tps"))),
            "tinyconfig",
            List.of("/f"),
            "lab",
            90,
            Instant.parse("2100-01-01T00:00:00Z"),
            Instant.parse("2100-02-01T00:00:00Z"),
            2.5,
            0,
            2,
            3,
            4,
            1,
            7);
    client.post("/api/v1/watches", Answer.JSON.writeValueAsString(request));
    assertThat(controller.watches.added).containsExactly(request);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"refs\"|\"ref\"|The request lacks \"refs\", or it is no list",
        "\"reference\"|\"good\"|The request lacks \"reference\", or it is no text",
        "\"pattern\"|\"name\"|Ref 1 of the request lacks \"pattern\", or it is no text",
        "\"BRANCH\"|\"TWIG\"|The field \"refs\" of the request is not as it must be",
        "\"recipe\"|\"recipes\"|Workload 1 of the request lacks \"recipe\", or it is no text"
      })
  void whatIsNotAsItMustBeIsRefusedInWords(String text, String with, String what) throws Exception {
    HttpResponse<String> response = client.post("/api/v1/watches", WATCH.replaceFirst(text, with));
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(Client.json(response).at("/detail").stringValue()).isEqualTo(what);
    assertThat(controller.watches.added).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "resume", "run-now", "remove"})
  void whatIsDoneWithAWatchReachesIt(String what) throws Exception {
    client.post("/api/v1/watches", WATCH);
    String body = "{\"reason\": \"because\"}";
    assertThat(client.post("/api/v1/watches/mainline/" + what, body).statusCode()).isEqualTo(200);
    assertThat(controller.watches.done)
        .containsExactly((what + " mainline " + (what.equals("run-now") ? "" : "because")));
    assertThat(client.post("/api/v1/watches/other/" + what, body).statusCode()).isEqualTo(404);
  }
}

package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.jobs.FoundLog;
import dev.halfspeed.jobs.KeptLog;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.PlanView;
import dev.halfspeed.store.StoreException;
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
import tools.jackson.databind.JsonNode;

final class ApiTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final String MINIMAL =
      """
      {"repository": "/k", "good": "v1", "bad": "v2", "recipe": "pgbench-simple-update",
       "configBase": "defconfig"}
      """;

  private static final String COMPARISON =
      """
      {"recipe": "r", "variants": [
        {"name": "A", "repository": "/k", "revision": "v1", "configBase": "defconfig"},
        {"name": "B", "repository": "/k", "revision": "v2", "configBase": "defconfig"}]}
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
  void aViewSurvivesTheWire() throws Exception {
    BisectionView view = Views.after("b1", START, Views.boots());
    controller.publish(view);
    HttpResponse<String> response = client.get("/api/v1/bisections/b1");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(Answer.JSON.readValue(response.body(), BisectionView.class)).isEqualTo(view);
    assertThat(Client.json(response).get("createdAt").stringValue())
        .isEqualTo("2026-03-01T10:00:00Z");
  }

  @Test
  void aDatabaseThatFailsIsToldToWhoeverAsks() throws Exception {
    controller.fault =
        new StoreException(
            new Problem("Can't read: the database is damaged", "Put a copy back."), false);
    HttpResponse<String> response = client.get("/api/v1/bisections");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body())
        .isEqualTo(
            "{\"type\":\"/api/v1/problems/store-unavailable\",\"title\":\"The controller's database"
                + " fails\",\"status\":503,\"detail\":\"Can't read: the database is damaged\","
                + "\"code\":\"store-unavailable\",\"next\":\"Put a copy back.\"}");
  }

  @Test
  void absentValuesAreNull() throws Exception {
    controller.publish(Views.checking("b1", START));
    JsonNode view = Client.json(client.get("/api/v1/bisections/b1"));
    assertThat(view.has("ending")).isTrue();
    assertThat(view.get("ending").isNull()).isTrue();
  }

  @Test
  void bisectionsMachinesRecipesAndHealthAreListed() throws Exception {
    controller.publish(Views.checking("b1", START));
    controller.publish(Views.failed("b2", START));
    controller.machines = FakeController.lab(START);
    JsonNode bisections = Client.json(client.get("/api/v1/bisections"));
    assertThat(bisections.valueStream().map(one -> one.get("id").stringValue()))
        .containsExactly("b2", "b1");
    assertThat(Client.json(client.get("/api/v1/machines")).get(1).get("state").stringValue())
        .isEqualTo("unreachable");
    assertThat(Client.json(client.get("/api/v1/recipes")).get(0).get("name").stringValue())
        .isEqualTo("pgbench-simple-update");
    assertThat(client.get("/api/v1/recipes/pgbench-simple-update").statusCode()).isEqualTo(200);
    assertThat(client.get("/api/v1/recipes/%2Fsrv%2Fmine").statusCode()).isEqualTo(200);
    assertThat(client.get("/api/v1/health").body()).isEqualTo("{\"status\":\"ok\"}");
  }

  @Test
  void aBisectionIsStartedWithDefaultsForWhatIsNotSaid() throws Exception {
    HttpResponse<String> response = client.post("/api/v1/bisections", MINIMAL);
    assertThat(response.statusCode()).isEqualTo(201);
    JsonNode answer = Client.json(response);
    assertThat(answer.get("id").stringValue()).isEqualTo("b-new");
    assertThat(answer.get("page").stringValue()).isEqualTo(server.address() + "bisections/b-new");
    assertThat(controller.submitted)
        .containsExactly(
            new BisectionRequest(
                "/k",
                "v1",
                "v2",
                "pgbench-simple-update",
                null,
                Map.of(),
                "defconfig",
                List.of(),
                null,
                null,
                0.99,
                false,
                List.of(),
                0,
                200,
                1,
                0,
                "regression",
                null,
                null,
                null));
  }

  @Test
  void aPlanIsABisectionWithNoiseAndEffect() throws Exception {
    HttpResponse<String> response =
        client.post("/api/v1/plan", MINIMAL.replace("{", "{\"noise\": 0.02, \"effect\": null, "));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Answer.JSON.readValue(response.body(), PlanView.class)).isEqualTo(Views.plan());
    assertThat(controller.plans)
        .singleElement()
        .satisfies(plan -> {
          assertThat(plan.noise()).isEqualTo(0.02);
          assertThat(plan.effect()).isNull();
          assertThat(plan.bisection().good()).isEqualTo("v1");
        });
    assertThat(controller.submitted).isEmpty();
    for (String wrong : List.of("\"noise\": \"much\"", "\"nois\": 1")) {
      HttpResponse<String> refused =
          client.post("/api/v1/plan", MINIMAL.replace("{", "{" + wrong + ", "));
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).contains("nois");
    }
  }

  @Test
  void aWholeRequestSurvivesTheWire() throws Exception {
    var request =
        new BisectionRequest(
            "/k",
            "v1",
            "v2",
            "r",
            "published",
            Map.of("clients", "1024"),
            "/etc/config",
            List.of("/a", "/b"),
            "/lab.yaml",
            "latency p99",
            0.999,
            true,
            List.of("mm", "kernel/sched"),
            3,
            40,
            99,
            -7,
            "improvement",
            null,
            null,
            null);
    client.post("/api/v1/bisections", Answer.JSON.writeValueAsString(request));
    assertThat(controller.submitted).containsExactly(request);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "|400|not a JSON object",
        "{|400|not JSON",
        "[]|400|not a JSON object",
        "{} {}|400|not JSON",
        "{}|422|\"repository\"",
        "{\"repository\":7}|422|\"repository\""
      })
  void whatIsNoRequestIsRefusedInWords(String body, int status, String words) throws Exception {
    HttpResponse<String> response = client.post("/api/v1/bisections", body == null ? "" : body);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(Client.json(response).at("/detail").stringValue()).contains(words);
    assertThat(Client.json(response).at("/next").stringValue()).isNotBlank();
    assertThat(controller.submitted).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "goood, v1, \"goood\"",
    "runs, many, \"runs\"",
    "paths, mm, \"paths\"",
    "confidence, high, \"confidence\""
  })
  void aFieldThatIsUnknownOrOfTheWrongKindIsNamed(String field, String value, String words)
      throws Exception {
    String body = MINIMAL.strip().replaceFirst("}$", ",\"" + field + "\":\"" + value + "\"}");
    HttpResponse<String> response = client.post("/api/v1/bisections", body);
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(Client.json(response).at("/detail").stringValue()).contains(words);
  }

  @Test
  void aProblemTellsWhatAndNext() throws Exception {
    HttpResponse<String> response = client.post("/api/v1/bisections", MINIMAL.replace("v2", "v1"));
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = Client.json(response);
    assertThat(problem.get("detail").stringValue())
        .isEqualTo("Good and bad are the same commit: v1");
    assertThat(problem.get("next").stringValue()).isEqualTo("Name two revisions.");
    assertThat(problem.get("status").intValue()).isEqualTo(422);
    assertThat(problem.get("code").stringValue()).isEqualTo("refused");
    assertThat(Client.json(client.get(problem.get("type").stringValue())).get("title"))
        .isEqualTo(problem.get("title"));
  }

  @Test
  void tooLargeARequestIsRefused() throws Exception {
    HttpResponse<String> response = client.post("/api/v1/bisections", " ".repeat(2 << 20));
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(Client.json(response).at("/detail").stringValue()).contains("1 MiB");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/bisections/nope",
        "/api/v1/bisections/nope/report",
        "/api/v1/bisections/nope/events",
        "/api/v1/jobs/nope/1/log",
        "/api/v1/recipes/nope",
        "/api/v1/nothing",
        "/assets/nope.js",
        "/assets/..%2f..%2flogback.xml"
      })
  void whatDoesNotExistIsNotFound(String path) throws Exception {
    controller.publish(Views.checking("b1", START));
    HttpResponse<String> response = client.get(path);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(Client.json(response).at("/detail").stringValue()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/bisections", "/api/nothing", "/api/"})
  void anAddressWithoutAVersionNamesTheOneThatThereIs(String path) throws Exception {
    HttpResponse<String> response = client.get(path);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(Client.json(response).at("/next").stringValue()).contains("/api/v1");
  }

  @Test
  void anotherMethodIsRefusedInWords() throws Exception {
    HttpResponse<String> response =
        client.send(client.request("/api/v1/health", "Content-Type", "application/json").DELETE());
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(Client.json(response).has("code")).isTrue();
  }

  @Test
  void theReportAndLogsAreTextThatNoBrowserTakesForMarkup() throws Exception {
    controller.publish(Views.after("b1", START, Views.boots()));
    HttpResponse<String> report = client.get("/api/v1/bisections/b1/report");
    assertThat(report.headers().firstValue("Content-Type"))
        .contains("text/markdown; charset=utf-8");
    assertThat(report.body()).isEqualTo("# Report\n\u201cquoted\u201d\n");
    controller.logs.put(
        "b-build-x/1",
        new FoundLog.Whole(Views.job("b1", "b-build-x"), new KeptLog("<b>make</b>: error\n")));
    HttpResponse<String> log = client.get("/api/v1/jobs/b-build-x/1/log");
    assertThat(log.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(log.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(log.body()).isEqualTo("<b>make</b>: error\n");
  }

  @Test
  void aBadgeSaysWhereABisectionStands() throws Exception {
    controller.publish(Views.after("b1", START, Views.boots()));
    HttpResponse<String> badge = client.get("/bisections/b1/badge.svg");
    assertThat(badge.headers().firstValue("Content-Type")).contains("image/svg+xml; charset=utf-8");
    assertThat(badge.body())
        .startsWith("<svg ")
        .contains("culprit " + Words.shortId(Views.commit(Views.CULPRIT).id()));
    assertThat(client.get("/bisections/none/badge.svg").statusCode()).isEqualTo(404);
  }

  @Test
  void addressesAreThoseOfTheRequest() throws Exception {
    for (String host : List.of("127.0.0.1", "localhost")) {
      String root = "http://" + host + ":" + server.port();
      assertThat(
              Client.json(client.post(root + "/api/v1/bisections", MINIMAL))
                  .at("/page")
                  .stringValue())
          .isEqualTo(root + "/bisections/b-new");
      assertThat(Client.json(client.post(root + "/api/v1/links", "{}")).at("/link").stringValue())
          .startsWith(root + "/open/");
    }
  }

  @Test
  void aReportThatIsNotThereYetIsAProblemNotAMissingPage() throws Exception {
    controller.publish(Views.checking("b1", START));
    assertThat(client.get("/api/v1/bisections/b1/report").statusCode()).isEqualTo(422);
  }

  @Test
  void aBisectionIsCancelled() throws Exception {
    controller.publish(Views.checking("b1", START));
    assertThat(client.post("/api/v1/bisections/b1/cancel", "{}").statusCode()).isEqualTo(200);
    assertThat(client.post("/api/v1/bisections/b2/cancel", "").statusCode()).isEqualTo(404);
    assertThat(controller.cancelled).containsExactly("b1");
  }

  @Test
  void machinesAreChecked() throws Exception {
    controller.machines = FakeController.lab(START);
    assertThat(Client.json(client.post("/api/v1/machines/check", "{}")).size()).isEqualTo(2);
    assertThat(Client.json(client.post("/api/v1/machines/check", "{\"machine\":\"lab-1\"}")).size())
        .isEqualTo(1);
    assertThat(client.post("/api/v1/machines/check", "{\"lab\":\"/nope\"}").statusCode())
        .isEqualTo(422);
  }

  @Test
  void aBugHasANumberAndNoDetails() throws Exception {
    controller.broken = true;
    HttpResponse<String> response = client.get("/api/v1/bisections");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(Client.json(response).at("/detail").stringValue()).matches(".*error [0-9a-f]{8}.*");
    assertThat(response.body()).doesNotContain("secret", "Exception", "dev.halfspeed");
  }

  @Test
  void machinesAreDrainedAndAdmitted() throws Exception {
    controller.machines = FakeController.lab(START);
    JsonNode machine =
        Client.json(client.post("/api/v1/machines/lab-1/drain", "{\"reason\":\"a new disk\"}"));
    assertThat(machine.at("/standing/state").stringValue()).isEqualTo("admitted");
    assertThat(machine.at("/lastCheck/noise/fraction").asDouble()).isEqualTo(0.0031);
    assertThat(client.post("/api/v1/machines/lab-1/admit", "{}").statusCode()).isEqualTo(200);
    assertThat(controller.stood).containsExactly("lab-1 drained a new disk", "lab-1 admitted ");
    assertThat(client.post("/api/v1/machines/lab-9/drain", "{}").statusCode()).isEqualTo(404);
    assertThat(client.post("/api/v1/machines/lab-1/drain", "{\"why\":\"x\"}").statusCode())
        .isEqualTo(422);
  }

  @Test
  void wholeChecksAreStartedAndTold() throws Exception {
    String minimal =
        "{\"repository\":\"/k\",\"good\":\"v1\",\"recipe\":\"r\",\"configBase\":\"defconfig\"}";
    HttpResponse<String> started = client.post("/api/v1/checks", minimal);
    assertThat(started.statusCode()).isEqualTo(201);
    assertThat(Client.json(started).get(0).get("id").stringValue()).isEqualTo("c1");
    assertThat(controller.checked)
        .containsExactly(
            new CheckRequest(
                "/k",
                "v1",
                "r",
                null,
                Map.of(),
                "defconfig",
                List.of(),
                null,
                null,
                null,
                12,
                2,
                1));
    assertThat(client.post("/api/v1/checks", minimal.replace("good", "goood")).body())
        .contains("lacks \\\"good\\\"");
    assertThat(Client.json(client.get("/api/v1/checks")).size()).isEqualTo(1);
    assertThat(Client.json(client.get("/api/v1/checks/c1")).get("state").stringValue())
        .isEqualTo("passed");
    assertThat(client.get("/api/v1/checks/c9").statusCode()).isEqualTo(404);
    assertThat(client.post("/api/v1/checks/c1/cancel", "{}").statusCode()).isEqualTo(200);
    assertThat(client.post("/api/v1/checks/b1/cancel", "{}").statusCode()).isEqualTo(404);
    assertThat(controller.cancelled).containsExactly("c1");
  }

  @Test
  void aComparisonIsStartedWithDefaultsForWhatIsNotSaid() throws Exception {
    HttpResponse<String> response = client.post("/api/v1/comparisons", COMPARISON);
    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(Client.json(response).get("id").stringValue()).isEqualTo("k-new");
    assertThat(controller.compared)
        .containsExactly(
            new ComparisonRequest(
                List.of(plain("A", "v1"), plain("B", "v2")),
                "r",
                null,
                Map.of(),
                null,
                null,
                0.99,
                0.01,
                1,
                200,
                1,
                0));
  }

  private static ComparisonRequest.Variant plain(String name, String revision) {
    return new ComparisonRequest.Variant(
        name, "/k", revision, "defconfig", List.of(), List.of(), Map.of());
  }

  @Test
  void aWholeComparisonSurvivesTheWire() throws Exception {
    var request =
        new ComparisonRequest(
            List.of(
                plain("A", "v1"),
                new ComparisonRequest.Variant(
                    "B",
                    "/other",
                    "v2",
                    "/etc/config",
                    List.of("/a"),
                    List.of("quiet", "sysctl.vm.swappiness=10"),
                    Map.of("clients", "8"))),
            "r",
            "published",
            Map.of("scale", "10"),
            "/lab.yaml",
            "latency p99",
            0.95,
            0.005,
            2,
            90,
            7,
            -3);
    client.post("/api/v1/comparisons", Answer.JSON.writeValueAsString(request));
    assertThat(controller.compared).containsExactly(request);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"variants\"|\"variant\"|The request lacks \"variants\", or it is no list",
        "\"recipe\"|\"recipee\"|The request lacks \"recipe\", or it is no text",
        "\"recipe\"|\"metrik\": 1, \"recipe\"|The request has a field \"metrik\" that is not known",
        "\"recipe\"|\"metric\": \"\", \"recipe\"|The field \"metric\" of the request is empty",
        "\"recipe\"|\"runs\": \"2\", \"recipe\"|The field \"runs\" of the request is not as it must"
            + " be",
        "\"recipe\"|\"smallest\": \"1 %\", \"recipe\"|The field \"smallest\" of the request is not"
            + " as it must be",
        "\"v2\"|2|Variant 2 of the request lacks \"revision\", or it is no text",
        "\"A\"|\" \"|Variant 1 of the request lacks \"name\", or it is no text",
        "\"A\"|\"A\", \"args\": []|Variant 1 of the request has a field \"args\" that is not known",
        "\"B\"|\"B\", \"kernelArguments\": \"quiet\"|The field \"kernelArguments\" of variant 2 of"
            + " the request is not as it must be",
        "\"B\"|\"B\", \"kernelArguments\": [null]|A value of variant 2 of the request is not as it"
            + " must be",
        "\"B\"|\"B\", \"parameters\": {\"a\": {}}|The field \"parameters\" of variant 2 of the"
            + " request is not as it must be",
      })
  void aComparisonThatIsNotAsItMustBeIsRefusedInWords(String text, String with, String what)
      throws Exception {
    HttpResponse<String> response =
        client.post("/api/v1/comparisons", COMPARISON.replaceFirst(text, with));
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(Client.json(response).at("/detail").stringValue()).isEqualTo(what);
    assertThat(Client.json(response).at("/next").stringValue()).isNotBlank();
    assertThat(controller.compared).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|The request has only one variant",
        "|The request has no variant",
        "7,8|Variant 1 of the request is not as it must be: it is no JSON object"
      })
  void aComparisonOfLessThanTwoIsNone(String variants, String what) throws Exception {
    HttpResponse<String> response =
        client.post(
            "/api/v1/comparisons",
            "{\"recipe\":\"r\",\"variants\":[" + (variants == null ? "" : variants) + "]}");
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(Client.json(response).at("/detail").stringValue()).isEqualTo(what);
  }

  @Test
  void comparisonsAreListedShownReportedAndCancelled() throws Exception {
    controller.publish(Views.checking("b1", START));
    ComparisonView view = Views.comparison("k1", START);
    controller.comparisons.put("k1", view);
    assertThat(Client.json(client.get("/api/v1/comparisons")).get(0).get("id").stringValue())
        .isEqualTo("k1");
    HttpResponse<String> one = client.get("/api/v1/comparisons/k1");
    assertThat(Answer.JSON.readValue(one.body(), ComparisonView.class)).isEqualTo(view);
    assertThat(Client.json(one).get("endedAt").isNull()).isTrue();
    HttpResponse<String> report = client.get("/api/v1/comparisons/k1/report");
    assertThat(report.headers().firstValue("Content-Type"))
        .contains("text/markdown; charset=utf-8");
    assertThat(report.body()).startsWith("# Comparison k1: running\n");
    assertThat(client.post("/api/v1/comparisons/k1/cancel", "{}").statusCode()).isEqualTo(200);
    // A bisection is none, and is not cancelled here.
    assertThat(client.post("/api/v1/comparisons/b1/cancel", "{}").statusCode()).isEqualTo(404);
    assertThat(client.get("/api/v1/comparisons/b1").statusCode()).isEqualTo(404);
    assertThat(controller.cancelled).containsExactly("k1");
    assertThat(client.post("/api/v1/bisections/k1/cancel", "").statusCode()).isEqualTo(404);
    assertThat(controller.cancelled).containsExactly("k1");
  }
}

package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.web.access.Token;
import dev.halfspeed.web.http.ErrorCode;
import dev.halfspeed.web.page.Links;
import io.vertx.core.http.HttpMethod;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document and the codes of problems, against what is served. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenApiTest {
  private final FakeController controller = new FakeController();
  private WebServer server;
  private Client client;
  private JsonNode document;

  @BeforeAll
  void start() throws Exception {
    controller.publish(Views.checking("b1", Instant.EPOCH));
    server = WebServer.start(controller, "localhost", 0, List.of(Token.own(Client.TOKEN)));
    client = new Client(server);
    document = Client.json(client.get(Links.API + "/openapi.json"));
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  private Set<String> described() {
    Set<String> described = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .propertyNames()
                .forEach(method ->
                    described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return described;
  }

  @Test
  void whatIsServedIsWhatIsDescribed() throws Exception {
    Set<String> served = new TreeSet<>();
    server.routes().stream()
        .filter(route -> route.isExactPath() && route.getPath() != null)
        .filter(route -> route.getPath().startsWith(Links.API + "/"))
        .forEach(route ->
            route.methods().stream()
                .filter(method -> !method.equals(HttpMethod.HEAD))
                .forEach(method -> served.add(method + " " + braces(route.getPath()))));
    assertThat(described()).isEqualTo(served);
  }

  private static String braces(String path) {
    return path.substring(Links.API.length()).replaceAll(":(\\w+)", "{$1}");
  }

  @Test
  void everyDescribedCallIsAnsweredByTheServer() throws Exception {
    for (String call : described()) {
      String method = call.substring(0, call.indexOf(' '));
      String path = Links.API + call.substring(call.indexOf(' ') + 1).replaceAll("\\{\\w+}", "b1");
      if (path.endsWith("/events")) {
        continue;
      }
      HttpResponse<String> response =
          method.equals("GET") ? client.get(path) : client.post(path, "[]");
      if (response.statusCode() / 100 != 2 && response.statusCode() != 500) {
        assertThat(Client.json(response).get("code").asString())
            .as(call)
            .isNotIn("no-such-address", "method-not-allowed", "");
      }
    }
  }

  @Test
  void callsHaveNamesOfTheirOwnAndEveryReferenceLeadsSomewhere() {
    List<String> names =
        document
            .get("paths")
            .valueStream()
            .flatMap(JsonNode::valueStream)
            .map(call -> call.get("operationId").stringValue())
            .toList();
    assertThat(names).doesNotHaveDuplicates();
    Set<String> references = new HashSet<>();
    collect(document, references);
    assertThat(references).isNotEmpty();
    for (String reference : references) {
      assertThat(document.at(reference.substring(1)).isObject()).as(reference).isTrue();
    }
  }

  private static void collect(JsonNode node, Set<String> references) {
    if (node.has("$ref")) {
      references.add(node.get("$ref").stringValue());
    }
    node.forEach(child -> collect(child, references));
  }

  @Test
  void codesOfProblemsAreUniqueAndDocumented() throws Exception {
    assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::word)).doesNotHaveDuplicates();
    String page = Files.readString(Path.of("..", "docs", "api.md"));
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(page)
          .contains("| %d | `%s` | %s |\n".formatted(code.status(), code.word(), code.title()));
    }
  }

  @Test
  void metricsTellOfWorkMachinesAndRequests() throws Exception {
    controller.machines = FakeController.lab(Instant.EPOCH);
    client.get("/api/v1/bisections/nothing");
    HttpResponse<String> metrics = client.get("/metrics");
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body())
        .contains(
            "halfspeed_campaigns_open{kind=\"bisection\"} 3.0",
            "halfspeed_campaigns_waiting{kind=\"bisection\"} 1.0",
            "halfspeed_machines{state=\"busy\"} 1.0",
            "halfspeed_machine_campaigns{machine=\"lab-1\"} 2.0",
            "jvm_memory_used_bytes",
            "jvm_gc_memory_allocated_bytes_total",
            "halfspeed_http_requests_seconds_count{method=\"GET\","
                + "route=\"/api/v1/bisections/{id}\",status=\"404\"} 1")
        .doesNotContain("nothing");
    assertThat(Client.stranger(server).get("/metrics").statusCode()).isEqualTo(401);
  }
}

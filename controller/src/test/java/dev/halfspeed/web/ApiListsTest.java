package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.web.access.Token;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Pages of lists. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApiListsTest {
  private static final int BISECTIONS = 250;
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

  private final FakeController controller = new FakeController();
  private WebServer server;
  private Client client;

  @BeforeAll
  void start() throws Exception {
    for (int i = 0; i < BISECTIONS; i++) {
      controller.publish(Views.checking("b%03d".formatted(i), Instant.EPOCH));
    }
    server = WebServer.start(controller, "localhost", 0, List.of(Token.own(Client.TOKEN)));
    client = new Client(server);
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void withoutALimitAPageHasAHundred() throws Exception {
    assertThat(ids(client.get("/api/v1/bisections"))).hasSize(100).startsWith("b249", "b248");
  }

  @Test
  void theNextPageIsLinkedUntilThereIsNone() throws Exception {
    List<String> all = new ArrayList<>();
    String next = "/api/v1/bisections?limit=60";
    while (next != null) {
      HttpResponse<String> page = client.get(next);
      all.addAll(ids(page));
      Matcher link = NEXT.matcher(page.headers().firstValue("Link").orElse(""));
      next = link.find() ? link.group(1) : null;
    }
    assertThat(all).hasSize(BISECTIONS).doesNotHaveDuplicates();
  }

  @Test
  void whatComesMeanwhileMovesNoPage() throws Exception {
    assertThat(ids(client.get("/api/v1/bisections?limit=2&after=b010")))
        .containsExactly("b009", "b008");
  }

  @Test
  void aLinkKeepsTheRestOfTheQuery() throws Exception {
    assertThat(
            client
                .get("/api/v1/bisections?x=a%26b&limit=1&after=b010")
                .headers()
                .firstValue("Link"))
        .contains("</api/v1/bisections?x=a%26b&limit=1&after=b009>; rel=\"next\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "after=nothing"})
  void anotherQueryIsRefused(String query) throws Exception {
    HttpResponse<String> response = client.get("/api/v1/bisections?" + query);
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(Client.json(response).get("code").stringValue()).isEqualTo("invalid-field");
  }

  @Test
  void whoAsksForTheHeadGetsItAlone() throws Exception {
    HttpResponse<String> response =
        client.send(
            client
                .request("/api/v1/bisections?limit=1")
                .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20)));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValue("Link")).isPresent();
  }

  private static List<String> ids(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Client.json(response).valueStream().map(ApiListsTest::id).toList();
  }

  private static String id(JsonNode item) {
    return item.get("id").stringValue();
  }
}

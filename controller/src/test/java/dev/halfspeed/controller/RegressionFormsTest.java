package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.halfspeed.core.Role;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.time.Time;
import dev.halfspeed.web.WebServer;
import dev.halfspeed.web.access.Token;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a person decides about a regression on its page, and who raised its alarms, with a real
 * repository behind it.
 */
final class RegressionFormsTest {
  private static final String TOKEN = "a-token-for-tests-0123456789";

  @TempDir private Path directory;

  private static String page(WebServer web, String path) throws Exception {
    return send(HttpRequest.newBuilder(web.address().resolve(path)), TOKEN).body();
  }

  private static HttpResponse<String> form(WebServer web, String path, String fields)
      throws Exception {
    return post(web, path, "application/x-www-form-urlencoded", fields);
  }

  private static HttpResponse<String> post(WebServer web, String path, String type, String body)
      throws Exception {
    return send(
        HttpRequest.newBuilder(web.address().resolve(path))
            .setHeader("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        TOKEN);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, String token)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          request.setHeader("Authorization", "Bearer " + token).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static String alarm(String key, String repository) {
    return """
    {"key": "%s", "source": "otava", "repository": "%s", "good": "main~12", "bad": "main",
     "recipe": "tiny", "metric": "tps", "configBase": "tinyconfig", "before": 1000,
     "after": 800}
    """
        .formatted(key, repository);
  }

  @Test
  void anAlarmHasTheNameOfWhoRaisedIt() throws Exception {
    var lab = new TinyLab(directory);
    String secret = "another-token-for-tests-0123456789";
    Token own = Token.own(TOKEN);
    Token nightly = Token.named("nightly", secret, Role.OPERATOR);
    try (LabController controller = lab.controller(new FakeMachine(0.002), Time.real());
        WebServer web = WebServer.start(controller, "127.0.0.1", 0, List.of(own, nightly))) {
      String first = alarm("501", lab.request("main").repository());
      assertThat(post(web, "/api/v1/alarms", "application/json", first).statusCode())
          .isEqualTo(201);
      String name = controller.registry().repositories().getFirst().name();
      HttpRequest.Builder second =
          HttpRequest.newBuilder(web.address().resolve("/api/v1/alarms"))
              .setHeader("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(alarm("502", name)));
      assertThat(send(second, secret).statusCode()).isEqualTo(201);
      assertThat(controller.alarms(Instant.EPOCH, 9))
          .extracting(AlarmRecord::key, AlarmRecord::source, AlarmRecord::principal)
          .containsExactly(
              tuple("otava/502", "otava", "token nightly"),
              tuple("otava/501", "otava", own.principal().name()));
      controller.regressions().pass();
      String id = controller.regressions().list().getFirst().id();
      assertThat(page(web, "/regressions/" + id))
          .contains("raised by token nightly", "raised by " + own.principal().name());
      assertThat(page(web, "/api/v1/regressions/" + id).replace(" ", ""))
          .contains("\"principal\":\"tokennightly\"");
    }
  }

  @Test
  void aChangePointIsMovedAndARegressionIsIgnored() throws Exception {
    var lab = new TinyLab(directory);
    try (LabController controller = lab.controller(new FakeMachine(0.002), Time.real());
        WebServer web = WebServer.start(controller, "127.0.0.1", 0, List.of(Token.own(TOKEN)))) {
      String alarm = alarm("501", lab.request("main").repository());
      assertThat(post(web, "/api/v1/alarms", "application/json", alarm).statusCode())
          .isEqualTo(201);
      controller.regressions().pass();
      String path = "/regressions/" + controller.regressions().list().getFirst().id();
      assertThat(page(web, path))
          .contains("as its alarm says", path + "/move\"", path + "/ignore\"")
          .doesNotContain(path + "/blame\"", path + "/retract\"");

      assertThat(form(web, path + "/move", "good=&bad=main~1&reason=").statusCode()).isEqualTo(422);
      assertThat(form(web, path + "/move", "good=&bad=&reason=x").body())
          .contains("neither end is given");
      assertThat(form(web, path + "/move", "good=nothing&bad=&reason=x").body())
          .contains("nothing");
      HttpResponse<String> moved = form(web, path + "/move", "good=&bad=main~1&reason=%3Cb%3E");
      assertThat(moved.statusCode()).isEqualTo(303);
      assertThat(moved.headers().firstValue("Location")).contains(path);
      assertThat(page(web, path))
          .contains("moved it", "moved between", "&lt;b&gt;")
          .doesNotContain("<b>");

      assertThat(form(web, path + "/retract", "reason=x").statusCode()).isEqualTo(422);
      assertThat(form(web, path + "/ignore", "reason=expected").statusCode()).isEqualTo(303);
      assertThat(page(web, path)).contains("ignored", "expected").doesNotContain("/move\"");
    }
  }
}

package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PagesTest {
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]+)\"");
  private static final Pattern IMPORT = Pattern.compile("from \"\\./([^\"]+)\"");

  @TempDir private static Path folder;
  private static MonthServer whole;
  private static Client client;

  /** A whole controller with nothing in its store. */
  @BeforeAll
  static void start() throws Exception {
    whole = MonthServer.start(folder, _ -> {});
    client = new Client(whole.server());
  }

  @AfterAll
  static void stop() {
    client.close();
    whole.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/bisections/b1", "/machines", "/watches", "/regressions"})
  void aPageAndAllItNeedsIsServedFromHere(String path) throws Exception {
    HttpResponse<String> page = client.get(path);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'")
        .doesNotContain("unsafe");
    // What the policy forbids, and what would not work offline.
    assertThat(page.body()).doesNotContain("style=", "onclick=", "<script>", "http://", "https://");
    for (var link : LINK.matcher(page.body()).results().toList()) {
      assertThat(client.get(link.group(1)).statusCode()).as(link.group(1)).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bisection.js", "chart.js", "dom.js", "words.js", "server.js"})
  void scriptsImportOnlyWhatIsServedAndNeverMakeMarkupOfText(String script) throws Exception {
    HttpResponse<String> response = client.get("/assets/" + script);
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("text/javascript; charset=utf-8");
    assertThat(response.body())
        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
    for (var found : IMPORT.matcher(response.body()).results().toList()) {
      assertThat(client.get("/assets/" + found.group(1)).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/machines/none", "/bisections/a/b/c", "/jobs/x"})
  void anUnknownPageIsAPage(String path) throws Exception {
    HttpResponse<String> page = client.get(path);
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.body()).contains("<h1>", "role=\"alert\"", "href=\"/");
  }

  @Test
  void whatHasNotChangedIsNotSentAgain() throws Exception {
    String version = client.get("/assets/style.css").headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = client.get("/assets/style.css", "If-None-Match", version);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }
}

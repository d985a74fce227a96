package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.cli.terminal.ConfigBisectionSamples;
import dev.halfspeed.core.Principal;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.web.access.Token;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of bisections over HTTP. */
final class BisectionPagesTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final String FORM = "application/x-www-form-urlencoded";

  private static final FakeController controller = new FakeController();
  private static WebServer server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    controller.publish(Views.after("b0", START, 0));
    controller.publish(Views.after("b1", START, 7));
    controller.publish(Views.after("b2", START, Views.boots()));
    server = WebServer.start(controller, "127.0.0.1", 0, List.of(Token.own(Client.TOKEN)));
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @BeforeEach
  void forget() {
    controller.cancelled.clear();
    controller.reasons.clear();
    controller.compared.clear();
    controller.submitted.clear();
    controller.atSubmit = () -> {};
  }

  private static HttpResponse<String> post(String path, String type, String body, String... headers)
      throws Exception {
    return client.send(
        client
            .request(path, headers)
            .setHeader("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void aPageIsWholeAndItsAddressSaysWhatItShows() throws Exception {
    HttpResponse<String> page = client.get("/bisections/b1");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("script-src 'self'", "style-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.body())
        .contains("Every sample", "Zoom to the suspects", "/assets/live.js")
        .doesNotContain("style=", "<script>", "Loading");
    assertThat(client.get("/bisections/b1?zoom=suspects").body()).contains("Show the whole range");
    HttpResponse<String> head =
        client.send(
            client.request("/bisections/b1").method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/bisections/none, 404",
    "/bisections/b1/texts/none, 404",
    "/bisections/b1/texts/mail, 404",
    "/bisections/none/texts/mail, 404",
    "/bisections/b1?zoom=everything, 422",
    "/bisections/b1?boots=0, 422",
    "/bisections/b1?faults=-1, 422",
    "/bisections/b1/samples/0, 404",
    "/bisections/b1/samples/15, 404",
    "/bisections/b1/samples/x, 404",
    "/bisections/b1/samples/12345678901234567890, 404",
    "/bisections/b1/configs/none, 404",
    "/bisections/b1/profile/none.svg, 404"
  })
  void whatIsNotThereIsSaidOnAPage(String path, int status) throws Exception {
    HttpResponse<String> response = client.get(path);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains("role=\"alert\"", "<h1>");
  }

  @Test
  void flameGraphsArePicturesByThemselves() throws Exception {
    HttpResponse<String> picture = client.get("/bisections/b1/profile/culprit.svg");
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("image/svg+xml");
    assertThat(picture.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'");
    assertThat(picture.body()).contains("<title>b1</title>");
  }

  @ParameterizedTest
  @CsvSource({
    "mail, #regzbot introduced",
    "git-bisect-log, git bisect start",
    "command, halfspeed bisect"
  })
  void textsAreThereAlone(String name, String has) throws Exception {
    HttpResponse<String> text = client.get("/bisections/b2/texts/" + name);
    assertThat(text.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(text.body()).contains(has);
  }

  @Test
  void theChartIsAFileToo() throws Exception {
    HttpResponse<String> svg = client.get("/bisections/b2/chart.svg");
    assertThat(svg.statusCode()).isEqualTo(200);
    assertThat(svg.headers().firstValue("Content-Type")).contains("image/svg+xml; charset=utf-8");
    assertThat(svg.body())
        .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\"")
        .contains("culprit", "Calibration", "fill=\"#0b6bcb\"", "Merge")
        .doesNotContain("class=", "var(", "<script", "style=");
    assertThat(client.get("/bisections/b2/chart.svg?zoom=suspects").body())
        .isNotEqualTo(svg.body())
        .contains("Probability");
    HttpResponse<byte[]> png =
        HttpClient.newHttpClient()
            .send(
                client.request("/bisections/b2/chart.png").build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(png.statusCode()).isEqualTo(200);
    assertThat(png.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(ImageIO.read(new ByteArrayInputStream(png.body())).getWidth()).isEqualTo(2000);
    assertThat(client.get("/bisections/b2").body())
        .contains("/bisections/b2/chart.svg", "/bisections/b2/chart.png");
    assertThat(client.get("/bisections/none/chart.png").statusCode()).isEqualTo(404);
    assertThat(client.get("/bisections/b0/chart.svg").statusCode()).isEqualTo(404);
    assertThat(client.get("/bisections/b2/chart.png?zoom=%3Cx").statusCode()).isEqualTo(422);
  }

  @Test
  void aSampleHasAnAddressThatStays() throws Exception {
    HttpResponse<String> response = client.get("/bisections/b1/samples/3");
    assertThat(response.statusCode()).isEqualTo(303);
    assertThat(response.headers().firstValue("Location")).contains("/bisections/b1#sample-3");
  }

  @Test
  void aConfigurationHasAPageATwinAndItsText() throws Exception {
    String path = "/bisections/b1/configs/" + Views.CONFIG;
    assertThat(client.get("/bisections/b1").body()).contains("href=\"" + path);
    assertThat(client.get(path).body())
        .contains("2,417 options set; 1 image built with it.")
        .contains("The same configuration.", "2 options differ.", "(does not exist)")
        .contains("&lt;b&gt;gcc 12", "/jobs/b-build-8/1/log", "/api/v1" + path + "/text");
    assertThat(
            Client.json(client.get("/api/v1" + path)).at("/fromBad/options/1/there").stringValue())
        .isEqualTo("y");
    HttpResponse<String> text = client.get("/api/v1" + path + "/text");
    assertThat(text.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(text.body()).startsWith("CONFIG_NUMA=y\n");
    assertThat(client.get("/api/v1/bisections/b1/configs/none").statusCode()).isEqualTo(404);
  }

  @Test
  void aFormCancelsWithAReasonAndLeadsBackToThePage() throws Exception {
    HttpResponse<String> response =
        post("/bisections/b1/cancel", FORM, "reason=the+lab+moves+%26+more");
    assertThat(response.statusCode()).isEqualTo(303);
    assertThat(response.headers().firstValue("Location")).contains("/bisections/b1");
    assertThat(controller.cancelled).containsExactly("b1");
    assertThat(controller.reasons).containsExactly("the lab moves & more");
  }

  @ParameterizedTest
  @CsvSource({
    "application/x-www-form-urlencoded, reason=",
    "application/x-www-form-urlencoded, why=x",
    "application/json, '{\"reason\": \"x\"}'",
    "text/plain, reason=x"
  })
  void nothingIsCancelledWithoutAReasonFromAForm(String type, String body) throws Exception {
    HttpResponse<String> response = post("/bisections/b1/cancel", type, body);
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).contains("say why");
    assertThat(controller.cancelled).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/bisections/b1/remeasure, commit=v7.0~2, b1 Remeasure[what=v7.0~2]",
    "/comparisons/k1/pause, x=, k1 Pause[]",
    "/config-bisections/o7c1d2e3/pause, x=, o7c1d2e3 Pause[]",
    "/config-bisections/o7c1d2e3/exclude, sample=3%2F2, o7c1d2e3 Exclude[sample=3/2]",
    "/config-bisections/o7c1d2e3/remeasure, configuration=good, o7c1d2e3 Remeasure[what=good]",
    "/config-bisections/o7c1d2e3/undo, action=1, o7c1d2e3 Undo[number=1]"
  })
  void aFormOfACampaignDoesWhatItSays(String path, String fields, String done) throws Exception {
    controller.comparisons.put("k1", Views.comparison("k1", START));
    controller.configBisections.put("o7c1d2e3", ConfigBisectionSamples.secondRound());
    HttpResponse<String> response = post(path, FORM, fields + "&reason=noise");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
    assertThat(response.headers().firstValue("Location"))
        .contains(path.substring(0, path.lastIndexOf('/')));
    assertThat(controller.interventions.getLast()).isEqualTo(done + ": noise");
    assertThat(post(path, FORM, fields).statusCode()).as("without a reason").isEqualTo(422);
  }

  @Test
  void aFormComparesTwoCommitsAsTheBisectionMeasuredThem() throws Exception {
    assertThat(client.get("/bisections/b2").body())
        .contains("action=\"/bisections/b2/compare\"", "<datalist id=\"measured-commits\">")
        .contains("value=\"" + Views.commit(Views.CULPRIT).id() + "~1\"");
    HttpResponse<String> response =
        post("/bisections/b2/compare", FORM, "first=v6.18&second=+c0ffee+&start=yes&key=k1");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
    assertThat(response.headers().firstValue("Location")).contains("/comparisons/k-new");
    assertThat(controller.compared)
        .singleElement()
        .satisfies(asked -> {
          assertThat(asked.variants())
              .extracting(ComparisonRequest.Variant::revision)
              .containsExactly("v6.18", "c0ffee");
          assertThat(asked.variants())
              .extracting(ComparisonRequest.Variant::configBase)
              .containsOnly("defconfig");
          assertThat(asked.recipe()).isEqualTo("pgbench-simple-update");
        });
    // A stray Enter leaves the box empty.
    assertThat(post("/bisections/b2/compare", FORM, "first=v6.18&second=v7.0&key=k1").statusCode())
        .isEqualTo(422);
    assertThat(controller.compared).hasSize(1);
  }

  @Test
  void aFormBisectsAnotherRangeAsBefore() throws Exception {
    HttpResponse<String> response =
        post("/bisections/b2/again", FORM, "good=v6.18&bad=v6.19&boots=77&start=yes&key=k2");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
    assertThat(response.headers().firstValue("Location")).contains("/bisections/b-new");
    assertThat(controller.submitted)
        .singleElement()
        .satisfies(asked -> {
          assertThat(asked.good() + ".." + asked.bad()).isEqualTo("v6.18..v6.19");
          assertThat(asked.maximumBoots()).isEqualTo(77);
          assertThat(asked.configBase()).isEqualTo("defconfig");
          assertThat(asked.lab()).isEqualTo("rack1");
          assertThat(asked.priority()).isEqualTo(-5);
          assertThat(asked.maximumMachineHours()).isEqualTo(2.0);
        });
    for (String fields :
        List.of(
            "good=a&bad=b&boots=7&key=k2",
            "good=a&bad=b&boots=x&start=yes&key=k2",
            "good=a&bad=b&boots=7&start=yes")) {
      assertThat(post("/bisections/b2/again", FORM, fields).statusCode()).isEqualTo(422);
    }
    assertThat(controller.submitted).hasSize(1);
  }

  @Test
  void theLatenciesOfABootAreAPage() throws Exception {
    assertThat(client.get("/bisections/b2/boots/1/latencies").body())
        .contains("Latencies of boot 1", "<svg", "/api/v1/bisections/b2/boots/1/latencies");
    assertThat(client.get("/api/v1/bisections/b2/boots/1/latencies").statusCode()).isEqualTo(200);
    for (String boot : List.of("0", "9", "-1", "x", "99999999999", "%3Cb%3E")) {
      assertThat(client.get("/bisections/b2/boots/" + boot + "/latencies").statusCode())
          .as(boot)
          .isEqualTo(404);
    }
  }

  @Test
  void anEmptyFormStartsABisectionOfWhatHasNames() throws Exception {
    assertThat(client.get("/bisections/new").body()).contains("halfspeed repository add");
    controller.registry.addRepository("linux", "/srv/linux", false, Principal.commandLine("ann"));
    controller.registry.addLab("rack1", "/srv/lab.yaml", true, Principal.commandLine("ann"));
    String form =
        client.get("/bisections/new?repository=linux&recipe=pgbench-simple-update").body();
    assertThat(form)
        .contains(
            "<option>rack1</option>",
            "<option value=\"v7.0\">",
            "&lt;b>v6.18",
            "<option>tps</option>",
            "name=\"start\" type=\"checkbox\"",
            "name=\"parameter-scale\"")
        .doesNotContain("<b>v6.18");
    String fields =
        "repository=linux&recipe=pgbench-simple-update&good=+v6.18&bad=v7.0&find=regression"
            + "&metric=tps&profile=&lab=rack1&config=defconfig&boots=60&paths=mm+kernel/sched"
            + "&firstparent=yes&parameter-scale=+70&parameter-clients=&key=";
    // A stray Enter leaves the box empty.
    assertThat(post("/bisections/new", FORM, fields + "k0").statusCode()).isEqualTo(422);
    assertThat(controller.submitted).isEmpty();
    HttpResponse<String> response = post("/bisections/new", FORM, fields + "n1&start=yes");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
    assertThat(response.headers().firstValue("Location")).contains("/bisections/b-new");
    assertThat(post("/bisections/new", FORM, fields + "n1&start=yes").statusCode()).isEqualTo(303);
    assertThat(controller.submitted)
        .singleElement()
        .satisfies(asked -> {
          assertThat(asked.repository()).isEqualTo("linux");
          assertThat(asked.good()).isEqualTo("v6.18");
          assertThat(asked.lab()).isEqualTo("rack1");
          assertThat(asked.profile()).isNull();
          assertThat(asked.parameters()).containsExactly(Map.entry("scale", "70"));
          assertThat(asked.paths()).containsExactly("mm", "kernel/sched");
          assertThat(asked.firstParent()).isTrue();
          assertThat(asked.maximumBoots()).isEqualTo(60);
        });
    for (String query : List.of("repository=none", "repository=linux&recipe=%3Cscript%3E")) {
      HttpResponse<String> refused = client.get("/bisections/new?" + query);
      assertThat(refused.statusCode()).as(query).isEqualTo(422);
      assertThat(refused.body()).doesNotContain("<script>");
    }
    for (String wrong : List.of("&boots=x", "&boots=1e9", "&find=")) {
      assertThat(
              post(
                      "/bisections/new",
                      FORM,
                      fields.replaceAll("&(boots|find)=[^&]*", "") + "w&start=yes" + wrong)
                  .statusCode())
          .as(wrong)
          .isEqualTo(422);
    }
  }

  @Test
  void aFormThatIsSentTwiceStartsOneCampaign() throws Exception {
    Matcher key =
        Pattern.compile("form=\"again-form\" name=\"key\" value=\"([^\"]+)\"")
            .matcher(client.get("/bisections/b2").body());
    assertThat(key.find()).isTrue();
    String form = "good=v6.16&bad=v6.17&boots=7&start=yes&key=" + key.group(1);
    for (int time = 0; time < 2; time++) {
      HttpResponse<String> response = post("/bisections/b2/again", FORM, form);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
      assertThat(response.headers().firstValue("Location")).contains("/bisections/b-new");
    }
    assertThat(controller.submitted).hasSize(1);
    // Who goes back and asks for something else is given that.
    post("/bisections/b2/again", FORM, form.replace("v6.17", "v6.18"));
    assertThat(controller.submitted).hasSize(2);
  }

  @Test
  void whatAFormNamesAndIsNotThereIsNoMissingPage() throws Exception {
    controller.atSubmit =
        () -> {
          throw new Problem(ProblemCode.UNKNOWN, "There is no lab rack1", "Name another.");
        };
    String again = "good=a&bad=b&boots=7&start=yes&key=k3";
    HttpResponse<String> refused = post("/bisections/b2/again", FORM, again);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
    assertThat(refused.body()).contains("There is no lab rack1", "Name another.");
    assertThat(
            post("/bisections/b2/compare", FORM, "first=a&second=b&start=yes&key=k3").statusCode())
        .isEqualTo(422);
    assertThat(post("/bisections/none/again", FORM, again).statusCode()).isEqualTo(404);
    // What was refused is kept no more than in the API.
    controller.atSubmit = () -> {};
    assertThat(post("/bisections/b2/again", FORM, again).statusCode()).isEqualTo(303);
  }

  @Test
  void whatIsNotThereIsNotCancelled() throws Exception {
    assertThat(post("/bisections/none/cancel", FORM, "reason=x").statusCode()).isEqualTo(404);
    assertThat(controller.cancelled).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null"})
  void aFormOfAnotherSiteIsRefused(String origin) throws Exception {
    HttpResponse<String> response =
        post("/bisections/b1/cancel", FORM, "reason=x", "Origin", origin);
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(controller.cancelled).isEmpty();
  }

  @Test
  void programsMayGiveAReasonToo() throws Exception {
    assertThat(client.post("/api/v1/bisections/b1/cancel", "{\"reason\": \"why\"}").statusCode())
        .isEqualTo(200);
    assertThat(client.post("/api/v1/bisections/b1/cancel", "").statusCode()).isEqualTo(200);
    assertThat(controller.reasons).containsExactly("why", "");
  }
}

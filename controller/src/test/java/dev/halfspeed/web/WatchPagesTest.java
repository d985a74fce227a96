package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.view.watch.SeriesView;
import dev.halfspeed.web.http.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of watches and regressions, of a whole controller over a store of a month. */
final class WatchPagesTest {
  private static final Pattern LINK = Pattern.compile("href=\"([^\"]+)\"");
  private static final int MANY = 10_000;

  @TempDir private static Path folder;
  private static MonthServer month;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    month =
        MonthServer.start(
            folder,
            state -> {
              WatchedMonth.fill(state);
              WatchedMonth.fillLong(state, "long", MANY);
            });
    client = new Client(month.server());
  }

  @AfterAll
  static void stop() {
    client.close();
    month.close();
  }

  private static String page(String path) throws Exception {
    HttpResponse<String> response = client.get(path);
    assertThat(response.statusCode()).as(path + response.body()).isEqualTo(200);
    return response.body();
  }

  private static String series(String watch) throws Exception {
    return Client.json(client.get("/api/v1/watches/" + watch + "/series"))
        .at("/0/id")
        .stringValue();
  }

  private static String regression(int place) throws Exception {
    return Client.json(client.get("/api/v1/regressions")).at("/" + place + "/id").stringValue();
  }

  @Test
  void theOverviewSaysWhatIsNewAndHowWatchesAre() throws Exception {
    String page = page("/watches");
    assertThat(page)
        .contains("New since", "2026-11-20 20:00 UTC", regression(0), "can't be fetched")
        .contains("59 measured, 0 being measured, 1 waiting, 1 failed, 1 dropped")
        .contains("of 12.0 machine hours in 24 h");
    assertThat(page("/watches?since=2026-11-28"))
        .contains("2026-11-28 00:00 UTC", "no regression was seen");
    assertThat(page("/watches?since=2026-10-01")).contains("recovered", ">better<");
  }

  @Test
  void aSeriesIsShownAWeekAroundItsNewestChange() throws Exception {
    String id = series(WatchedMonth.WATCH);
    SeriesView view =
        Answer.JSON.readValue(
            client.get("/api/v1/watches/mainline/series/" + id).body(), SeriesView.class);
    assertThat(view.from())
        .isEqualTo(
            WatchedMonth.START
                .plus(WatchedMonth.STEP.multipliedBy(WatchedMonth.LOSS))
                .minusSeconds(7 * 86_400));
    assertThat(view.points()).hasSize(28);
    assertThat(view.changes()).hasSize(2);
    assertThat(view.changes().getLast())
        .satisfies(change -> {
          assertThat(change.kind()).isEqualTo("loss");
          assertThat(change.at()).isEqualTo(WatchedMonth.commit(WatchedMonth.LOSS));
          assertThat(change.taken()).isNotNull();
        });
    assertThat(view.others()).hasSize(2);
    String page = page("/watches/mainline/series?id=" + id.substring(0, 12));
    assertThat(page).contains("\u221212.0 %", "/regressions/" + regression(0), "/bisections/k");
    assertThat(page.split("class=\"dot search\"", -1)).hasSize(29);
    String all = page("/watches/mainline/series?id=" + id + "&from=2026-10-01&to=2026-12-01");
    assertThat(all)
        .containsPattern("href=\"/variants\\?first=[^\"]+(:|%3A)candidate-1\">beside another");
    assertThat(all.split("class=\"dot search\"", -1)).hasSize(60);
    assertThat(all).contains("machine changed", "rel=\"next\"", "1 to 50 of 59");
  }

  @Test
  void theChartOfASeriesIsAFileToo() throws Exception {
    String series = "/watches/mainline/series/chart.svg?id=" + series(WatchedMonth.WATCH);
    assertThat(page(series))
        .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\"")
        .contains("\u221212.0 %")
        .doesNotContain("class=", "var(");
    HttpResponse<String> picture = client.get(series.replace(".svg", ".png"));
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.headers().firstValue("Content-Type")).contains("image/png");
    for (String path :
        List.of(
            series + "&from=2027-01-01&to=2027-01-02",
            "/watches/none/series/chart.png?id=x",
            "/watches/mainline/series/chart.png?id=%3Cscript%3E")) {
      assertThat(client.get(path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(client.get(series + "&from=x").statusCode()).isEqualTo(422);
    assertThat(page(series.replace("/chart.svg", ""))).contains("/series/chart.png?id=");
  }

  @Test
  void aChangeOrARangeIsInTheAddress() throws Exception {
    String series = "/watches/mainline/series?id=" + series(WatchedMonth.WATCH);
    String dip = WatchedMonth.commit(WatchedMonth.DIP).substring(0, 16);
    assertThat(page(series + "&change=" + dip)).contains("2026-10-28", "2026-11-11");
    assertThat(page(series + "&from=2027-01-01&to=2027-01-02")).contains("No point was seen");
  }

  @Test
  void aRegressionHasItsHistoryItsCampaignsAndItsLedger() throws Exception {
    assertThat(page("/regressions/" + regression(0)))
        .contains(
            "changed by \u221211.9 %",
            "did it, which is 99.6 % sure and was proved",
            "confirm it with fresh boots",
            "find the commit",
            "withheld",
            "authors: show",
            "Fixes: ",
            "with 1 other alarm");
    assertThat(page("/regressions?state=fixed")).contains("fixed by");
    assertThat(page("/regressions?state=open&source=watch%20mainline"))
        .contains("culprit known")
        .doesNotContain("fixed by");
    assertThat(page("/regressions?state=ignored")).contains("of this kind");
  }

  /** Every address that a page links to is there, and no text has become markup. */
  @Test
  void pagesAreWholeAndNothingFromOutsideIsMarkup() throws Exception {
    for (String path :
        List.of(
            "/watches?since=2026-01-01",
            "/watches/mainline",
            "/watches/mainline?before=20",
            "/watches/mainline/series?id=" + series(WatchedMonth.WATCH) + "&from=2026-10-01",
            "/regressions",
            "/regressions/" + regression(0),
            "/regressions/" + regression(1))) {
      HttpResponse<String> response = client.get(path);
      String body = response.body();
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'")
          .doesNotContain("unsafe");
      assertThat(body)
          .as(path)
          .doesNotContain("<script", "<img src=x", "onerror=alert(1)>", "style=", "\u202e")
          .doesNotContain("http://", "https://");
      for (var link : LINK.matcher(body).results().toList()) {
        String address = link.group(1).replace("&amp;", "&");
        if (!address.startsWith("/bisections/k") && !address.startsWith("/comparisons/")) {
          assertThat(client.get(address.replaceFirst("#.*", "")).statusCode())
              .as(path + " to " + address)
              .isEqualTo(200);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/watches/none, 404",
    "/watches/mainline/series, 404",
    "/watches/mainline/series?id=zz, 404",
    "/regressions/none, 404",
    "/comparisons/none, 404",
    "/watches?since=yesterday, 422",
    "/watches/mainline?before=-1, 422",
    "/watches/mainline/series?id=a&from=2026-02-30, 422",
    "/watches/mainline/series?id=a&from=2026-02-02&to=2026-02-01, 422",
    "/regressions?page=0, 422"
  })
  void whatIsNotThereIsSaidOnAPage(String path, int status) throws Exception {
    HttpResponse<String> response = client.get(path);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(response.body()).contains("role=\"alert\"", "<h1>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/watches", "/watches/mainline", "/regressions", "/machines"})
  void headIsAnsweredWithoutABody(String path) throws Exception {
    HttpResponse<String> head =
        client.send(client.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/watches/none/points", "/api/v1/watches/mainline/series/zz"})
  void programsAreToldToo(String path) throws Exception {
    HttpResponse<String> response = client.get(path);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(Client.json(response).at("/next").stringValue()).isNotEmpty();
  }

  @Test
  void tenThousandPointsAreAPageOfBoundedSize() throws Exception {
    String path = "/watches/long/series?id=" + series("long") + "&from=2026-10-01&to=2027-10-01";
    String page = page(path);
    assertThat(page.length()).isLessThan(1_000_000);
    assertThat(page).contains("1 to 50 of 10,000", "Each dot is the mean of up to 34 points");
    assertThat(page.split("class=\"dot search\"", -1).length).isBetween(250, 320);
    assertThat(page(path + "&page=200")).contains("9,951 to 10,000 of 10,000");
  }
}

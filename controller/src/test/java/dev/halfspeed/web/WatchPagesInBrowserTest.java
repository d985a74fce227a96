package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of watches and regressions as a browser shows them that runs no scripts. */
final class WatchPagesInBrowserTest {
  private static final int DESK = 1280;
  private static final int PHONE = 360;
  private static final String OVERFLOW =
      "document.documentElement.scrollWidth - document.documentElement.clientWidth";

  /** The first series of the first watch, and the newest regression: as a person finds them. */
  private static final String SERIES = "/watches/mainline/series";

  @TempDir private static Path folder;
  private static MonthServer month;
  private static Browser browser;
  private static String series;
  private static String regression;

  @BeforeAll
  static void start() throws Exception {
    assertThat(Browser.program())
        .as("chromium-headless-shell, which ./halfspeed test installs")
        .isPresent();
    month = MonthServer.start(folder, WatchedMonth::fill);
    browser = Browser.start(folder);
    browser.scripts(false);
    browser.open(month.link("/watches/mainline"));
    series = href("#series ~ div a.title");
    open("/regressions");
    regression = href("tbody a.title");
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (month != null) {
      month.close();
    }
  }

  @BeforeEach
  void forget() {
    browser.resize(DESK);
    browser.dark(false);
    browser.complaints().clear();
    browser.asked().clear();
  }

  private static String href(String selector) {
    return browser
        .evaluate("document.querySelector('" + selector + "').getAttribute('href')")
        .asString();
  }

  private static void open(String path) {
    browser.open(month.server().address().resolve(path));
  }

  /** Nothing in the console, nothing from elsewhere, and no commit's markup in the page. */
  private static void assertClean() {
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.asked())
        .isNotEmpty()
        .allMatch(address ->
            address.startsWith(month.server().address().toString())
                // The browser's own picture in a field for a day.
                || address.startsWith("data:image/svg+xml"));
    assertThat(browser.count("#main img, script")).isZero();
    assertThat(browser.count("h1")).isEqualTo(1);
    assertThat(browser.count("nav a")).isEqualTo(4);
    assertThat(browser.count("table:not(:has(caption))")).isZero();
    assertThat(browser.count("svg[role=img]:not([aria-label])")).isZero();
  }

  private static String path(String which) {
    return switch (which) {
      case "series" -> series;
      case "regression" -> regression;
      default -> which;
    };
  }

  @Test
  void aSeriesHasItsChartAndTheSameInATable() {
    open(series);
    int points = browser.count("#points ~ div tbody tr");
    assertThat(browser.count("svg.chart .dot.search")).isEqualTo(28).isEqualTo(points);
    assertThat(browser.count("svg.chart .interval")).isEqualTo(2 * points);
    assertThat(browser.count("svg.chart .change")).isEqualTo(2);
    assertThat(
            browser.evaluate("document.querySelector('svg').getAttribute('aria-label')").asString())
        .contains("28 points", "Worse by \u221212.0 %", "The table below has all values");
    assertThat(browser.text()).contains("Changes", "Against reference", "culprit known");
    assertClean();
  }

  @Test
  void aRegressionLeadsToItsSeriesAndSaysWhoWasTold() {
    open(regression);
    assertThat(browser.text())
        .contains("did it, which is 99.6 % sure", "Who was told", "withheld", "authors: show");
    assertThat(browser.count("a[href^='" + SERIES + "']")).isPositive();
    browser.evaluate("document.querySelector(\"a[href^='" + SERIES + "']\").click()");
    browser.until("location.pathname === '" + SERIES + "'");
    assertThat(browser.count("svg.chart .change")).isPositive();
    assertClean();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/watches?since=2026-01-01",
        "/watches/mainline",
        "series",
        "/regressions",
        "regression"
      })
  void nothingSticksOutOfAPhoneNorADarkDesk(String which) {
    for (int width : new int[] {PHONE, DESK}) {
      browser.resize(width);
      browser.dark(width == DESK);
      open(path(which));
      browser.evaluate(
          "document.querySelectorAll('details').forEach((one) => { one.open = true; })");
      assertThat(browser.evaluate(OVERFLOW).asInt()).as(which + " " + width).isZero();
      assertClean();
    }
    assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor").asString())
        .isEqualTo("rgb(14, 18, 23)");
  }
}

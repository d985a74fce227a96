package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages as a browser shows them, of a controller whose bisections are in every state. */
final class PagesInBrowserTest {
  private static final int DESK = 1280;
  private static final int PHONE = 360;

  /** Whether something sticks out of the window; what scrolls in a box of its own does not. */
  private static final String OVERFLOW =
      "document.documentElement.scrollWidth - document.documentElement.clientWidth";

  /** What is wider than the window, for people. */
  private static final String WIDE =
      "[...document.querySelectorAll('main *')].filter((one) =>"
          + " one.getBoundingClientRect().right > document.documentElement.clientWidth)"
          + ".map((one) => one.outerHTML.slice(0, 80)).join(' | ')";

  @TempDir private static Path folder;
  private static final FakeController controller = new FakeController();
  private static WebServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    assertThat(Browser.program())
        .as("chromium-headless-shell, which ./halfspeed test installs")
        .isPresent();
    Instant start = Instant.parse("2026-03-01T10:00:00Z");
    controller.machines = FakeController.lab(start);
    controller.publish(Views.checking("checking", start));
    controller.publish(Views.after("calibrating", start, 2));
    controller.publish(Views.after("searching", start, 7));
    controller.publish(Views.after("proving", start, 12));
    controller.publish(Views.after("culprit", start, Views.boots()));
    controller.publish(Views.severalCulprits("two-culprits", start));
    controller.publish(Views.suspects("suspects", start));
    controller.publish(Views.failed("failed", start));
    controller.publish(Views.cancelled("cancelled", start));
    Token own = Token.own(Client.TOKEN);
    server = WebServer.start(controller, "127.0.0.1", 0, List.of(own));
    browser = Browser.start(folder);
    browser.open(server.link("/", own.principal()));
    assertThat(browser.text()).contains("Campaigns");
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void forget() {
    browser.resize(DESK);
    browser.complaints().clear();
    browser.asked().clear();
  }

  private static void open(String path) {
    browser.open(server.address().resolve(path));
    browser.until("document.querySelector('#main h1, #main .notice') !== null");
  }

  /** Nothing in the console, nothing from elsewhere, and no commit's markup in the page. */
  private static void assertClean() {
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.asked())
        .isNotEmpty()
        .allMatch(address -> address.startsWith(server.address().toString()));
    assertThat(browser.count("#main img, #main script")).isZero();
  }

  @Test
  void aSearchShowsItsTitleItsChartItsSuspectsAndItsJobs() {
    open("/bisections/searching");
    browser.until("document.querySelectorAll('.chart-frame .dot').length > 0");
    assertThat(browser.evaluate("document.title").asString())
        .contains("tps")
        .endsWith(" · Halfspeed");
    assertThat(browser.count("#samples tbody tr"))
        .isEqualTo(14)
        .isEqualTo(browser.count(".chart-frame .dot"));
    assertThat(browser.count(".chart-frame .dot.calibration")).isEqualTo(8);
    assertThat(browser.count(".chart-frame .dot.search")).isEqualTo(6);
    assertThat(browser.count(".chart-frame .mean")).isEqualTo(2);
    // Of three attempts that gave no number one is a boot that still runs.
    assertThat(browser.count(".chart-frame .skip")).isPositive();
    assertThat(browser.count("#suspects tbody tr")).isPositive();
    assertThat(browser.count("#attempts tbody tr")).isEqualTo(17);
    assertThat(browser.count("#attempts .badge.warn")).isEqualTo(2);
    assertThat(browser.count("#now li")).isEqualTo(1);
    assertThat(browser.count("button.danger")).isEqualTo(1);
    assertThat(browser.text()).contains("Noise between boots", "1.17 %", "unbuildable", "Live");
    assertThat(browser.text()).contains(" by ann, after k1a2b3c4");
    assertThat(browser.count("a[href='/comparisons/k1a2b3c4']")).isEqualTo(1);
    assertThat(browser.count("a[href='/bisections/b9']")).isEqualTo(1);
    assertClean();
  }

  @Test
  void aCulpritIsShownWithItsProof() {
    open("/bisections/culprit");
    browser.until("document.querySelectorAll('.chart-frame .dot').length > 0");
    assertThat(browser.count(".answer .culprit")).isEqualTo(1);
    assertThat(browser.count(".chart-frame .culprit-line")).isEqualTo(1);
    assertThat(browser.count("#proof svg .proof-dot")).isPositive();
    assertThat(browser.count("#samples tbody tr")).isEqualTo(2 * Views.boots());
    assertThat(browser.count("button.danger")).isZero();
    assertThat(browser.text())
        .contains(Views.commit(Views.CULPRIT).subject(), "95 % interval", "Report");
    assertClean();
  }

  @Test
  void aCommitsMarkupIsText() {
    open("/bisections/culprit");
    browser.until("document.querySelectorAll('#attempts tbody tr').length > 0");
    assertThat(browser.evaluate("document.body.textContent").asString()).contains(Views.HOSTILE);
    assertClean();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/machines",
        "/machines/lab-1",
        "/bisections/checking",
        "/bisections/calibrating",
        "/bisections/searching",
        "/bisections/proving",
        "/bisections/culprit",
        "/bisections/two-culprits",
        "/bisections/suspects",
        "/bisections/failed",
        "/bisections/cancelled"
      })
  void nothingSticksOutOfAPhone(String path) {
    browser.resize(PHONE);
    open(path);
    browser.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    assertThat(browser.evaluate(OVERFLOW).asInt())
        .as(() -> browser.evaluate(WIDE).asString())
        .isZero();
    assertClean();
  }

  @Test
  void theListLeadsToEachBisection() {
    open("/");
    assertThat(browser.count("tbody tr")).isEqualTo(9);
    assertThat(browser.count("a.title[href='/bisections/two-culprits']")).isEqualTo(1);
    assertClean();
  }

  @Test
  void machinesSayWhatIsWrongWithThem() {
    open("/machines");
    assertThat(browser.text()).contains("lab-1", "compile 12 of 99", "ssh-keygen -R");
    open("/machines/lab-1");
    assertThat(browser.text()).contains("Debian GNU/Linux 12", "noise 0.31 %", "Drain");
    assertClean();
  }

  @Test
  void aPageFollowsItsBisectionToTheEnd() {
    Instant start = Instant.parse("2026-03-01T11:00:00Z");
    controller.publish(Views.after("moving", start, 5));
    open("/bisections/moving");
    browser.until("document.querySelectorAll('#samples tbody tr').length === 10");
    browser.evaluate("document.querySelector('#attempts').dataset.kept = 'yes'");
    controller.publish(Views.after("moving", start, 9));
    browser.until("document.querySelectorAll('#samples tbody tr').length === 18");
    controller.publish(Views.after("moving", start, Views.boots()));
    browser.until("document.querySelector('.answer .culprit') !== null");
    assertThat(browser.count("button.danger")).isZero();
    // The same document: it was not loaded anew.
    assertThat(browser.count("#attempts[data-kept]")).isEqualTo(1);
    assertClean();
  }

  @Test
  void aBisectionThatIsNotThereIsSaidAndLeadsBack() {
    open("/bisections/nothing");
    browser.until("document.querySelector('.notice') !== null");
    assertThat(browser.text()).contains("There is no bisection nothing", "All bisections");
    // The browser itself notes an answer of 404.
    assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("404"));
  }

  @Test
  void cancellingAsksFirst() {
    open("/bisections/proving");
    controller.cancelled.clear();
    browser.evaluate(
        "window.confirm = () => false; document.querySelector('button.danger').click()");
    browser.evaluate(
        "window.confirm = () => true; document.querySelector('button.danger').click()");
    browser.until(
        "performance.getEntriesByType('resource').some((one) => one.name.endsWith('/cancel'))");
    assertThat(controller.cancelled).containsExactly("proving");
    assertClean();
  }
}

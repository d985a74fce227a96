package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.jobs.FoundLog;
import dev.halfspeed.jobs.KeptLog;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.web.access.Token;
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
    tail(Views.runningJob("searching", "tail"), "first\n");
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
    assertThat(
            browser.count(
                "#main img:not([src^='/bisections/'][src$='/profile/difference.svg']), #main"
                    + " script"))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/machines",
        "/machines/lab-1",
        "/checks/c1",
        "/checks/c2",
        "/jobs/tail/1/log",
        "/audit",
        "/account",
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

  /** As if the time of the page's next look had come. */
  private static final String LOOK = "document.dispatchEvent(new Event('visibilitychange'))";

  @Test
  void aListOfMachinesStaysTrueAlsoAfterAnAnswerBroke() {
    List<MachineView> before = controller.machines;
    try {
      controller.machines = before.subList(0, 1);
      open("/machines");
      browser.evaluate(
          """
          const real = window.fetch;
          window.fetch = async () => {
            window.fetch = real;
            document.body.dataset.cut = 'yes';
            return { ok: true, text: () => Promise.reject(new TypeError('cut off')) };
          };
          """
              + LOOK);
      browser.until("document.body.dataset.cut === 'yes'");
      browser.until("document.getElementById('connection').textContent.includes('lost')");
      controller.machines = before;
      browser.evaluate(LOOK);
      browser.until("document.querySelectorAll('article.machine').length === 2");
      assertThat(browser.evaluate("document.getElementById('connection').textContent").asString())
          .isEqualTo("Live");
      assertThat(browser.asked())
          .allMatch(address -> address.startsWith(server.address().toString()));
    } finally {
      controller.machines = before;
    }
  }

  @Test
  void theEndOfALogIsFollowedUntilItsJobEnds() {
    open("/jobs/tail/1/log");
    assertThat(browser.text()).contains("first").doesNotContain("second");
    tail(Views.runningJob("searching", "tail"), "first\nsecond\n");
    browser.evaluate(LOOK);
    browser.until("document.querySelectorAll('#lines ol li').length === 2");
    browser.evaluate("getSelection().selectAllChildren(document.getElementById('L2'))");
    tail(Views.job("searching", "tail"), "first\nsecond\nthird\n");
    browser.evaluate(LOOK);
    browser.until("!document.getElementById('live').hasAttribute('data-every')");
    assertThat(browser.count("#lines ol li")).as("what is marked is left alone").isEqualTo(2);
    assertThat(browser.count("#state .badge.bad")).isEqualTo(1);
    tail(Views.runningJob("searching", "tail"), "first\n");
    assertClean();
  }

  private static void tail(JobRecord job, String text) {
    controller.logs.put("tail/1", new FoundLog.Whole(job, new KeptLog(text)));
  }

  @Test
  void machinesSayWhatIsWrongWithThem() {
    open("/machines");
    assertThat(browser.text()).contains("lab-1", "compile 12 of 99", "ssh-keygen -R");
    open("/machines/lab-1");
    assertThat(browser.text()).contains("Debian GNU/Linux 12", "noise 0.31 %", "Drain");
    assertClean();
  }
}

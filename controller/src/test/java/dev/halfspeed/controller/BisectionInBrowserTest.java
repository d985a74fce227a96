package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.People;
import dev.halfspeed.time.HastyTime;
import dev.halfspeed.web.Browser;
import dev.halfspeed.web.WebServer;
import dev.halfspeed.web.access.Token;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real bisection, with a boot that something disturbed, as a browser shows it to its end. */
final class BisectionInBrowserTest {
  private static final int JOBS_BEFORE_THE_PAUSE = 12;
  private static final int JOBS_BEFORE_THE_RELOAD = 16;
  private static final int DESK = 1280;
  private static final int PHONE = 360;

  /** Rows of a phone are read without losing one's place. */
  private static final int TALLEST_ROW = 400;

  private static final String ROWS = "document.querySelectorAll('#boots tbody tr').length";

  /** What is read stays where it is in the window. */
  private static final String PLACE =
      "document.getElementById('boots').getBoundingClientRect().top";

  @TempDir private Path folder;

  @Test
  void aPageShowsItsBisectionWithoutScriptsAndFollowsItToTheEndWithThem() throws Exception {
    assertThat(Browser.program())
        .as("chromium-headless-shell, which ./halfspeed test installs")
        .isPresent();
    var lab = new TinyLab(folder);
    var machine = new FakeMachine(0.0005);
    Token own = Token.own("a-token-of-this-test");
    machine.isSharedWithOthers((boot, run) -> boot == 3 ? 0.4 : 0);
    machine.freezesAfter(JOBS_BEFORE_THE_PAUSE);
    try (LabController controller = lab.controller(machine, new HastyTime());
        WebServer server = WebServer.start(controller, "127.0.0.1", 0, List.of(own));
        Browser browser = Browser.start(folder)) {
      String bisection = controller.requests().bisect(lab.request("main"), People.ANN);
      TinyLab.until(() -> machine.starts().size() >= JOBS_BEFORE_THE_PAUSE);
      withoutScripts(browser, server, own, bisection);

      browser.scripts(true);
      browser.resize(DESK);
      browser.open(server.address().resolve("/bisections/" + bisection));
      int rows = browser.evaluate(ROWS).asInt();
      browser.evaluate(
          """
          document.getElementById('live').dataset.kept = 'yes';
          document.getElementById('text-command').open = true;
          document.getElementById('zoom').focus();
          document.getElementById('boots').scrollIntoView();
          """);
      double place = browser.evaluate(PLACE).asDouble();
      machine.freezesAfter(JOBS_BEFORE_THE_RELOAD);
      browser.until(ROWS + " > " + rows);
      // The same document; what was opened is open, and the cursor is where it was.
      assertThat(browser.count("#live[data-kept]")).isEqualTo(1);
      assertThat(browser.count("#text-command[open]")).isEqualTo(1);
      assertThat(browser.evaluate("document.activeElement.id").asString()).isEqualTo("zoom");
      assertThat(browser.evaluate(PLACE).asDouble()).isCloseTo(place, within(1.5));
      assertThat(browser.text()).contains("Live");

      browser.open(server.address().resolve("/bisections/" + bisection + "?zoom=suspects"));
      machine.freezesAfter(Integer.MAX_VALUE);
      browser.until("document.querySelector('#culprits .culprit-card') !== null");
      ended(browser, controller, lab, bisection);
      assertThat(browser.complaints()).isEmpty();
      assertThat(browser.asked())
          .allMatch(address -> address.startsWith(server.address().toString()));
    }
  }

  private static void withoutScripts(
      Browser browser, WebServer server, Token own, String bisection) {
    browser.scripts(false);
    browser.resize(PHONE);
    browser.dark(true);
    browser.open(server.link("/bisections/" + bisection, own.principal()));
    assertThat(browser.evaluate("document.title").asString()).contains("tps of tiny");
    assertThat(browser.count("#samples .dot.disturbed")).isPositive();
    assertThat(browser.count("#samples .dot.calibration")).isPositive();
    assertThat(browser.count("#cancel form[method=post] input[required]")).isEqualTo(1);
    assertThat(browser.text())
        .contains("Disturbed boots", "Noise between boots", "What is measured", "Now lab1 is")
        .contains("40 % of its CPU time went to other processes");
    assertThat(
            browser
                .evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth")
                .asInt())
        .isZero();
    assertThat(
            browser
                .evaluate(
                    "Math.max(...[...document.querySelectorAll('tbody tr')].map((row) =>"
                        + " row.getBoundingClientRect().height))")
                .asInt())
        .isBetween(1, TALLEST_ROW);
    assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor").asString())
        .isEqualTo("rgb(14, 18, 23)");
    browser.dark(false);
  }

  private static void ended(
      Browser browser, LabController controller, TinyLab lab, String bisection) throws Exception {
    String culprit = lab.culprit().substring(0, 10);
    browser.until("document.querySelector('#actions form') === null");
    assertThat(browser.evaluate("document.getElementById('spoken').textContent").asString())
        .startsWith("Culprit: " + culprit)
        .contains("proved by fresh boots");
    assertThat(browser.count("#samples .culprit-line")).isEqualTo(1);
    assertThat(browser.text()).contains("Fresh boots with it", "Report (Markdown)");
    assertThat(browser.evaluate("document.getElementById('text-mail').textContent").asString())
        .contains("Fixes: " + lab.culprit().substring(0, 12), "#regzbot introduced: ");
    // The forms were replaced since the page came; what keeps one from starting two still goes
    // along.
    for (String form : List.of("compare-form", "again-form")) {
      assertThat(
              browser
                  .evaluate(
                      "new FormData(document.getElementById('%s')).get('key')".formatted(form))
                  .asString())
          .hasSize(36);
    }
    browser.evaluate("document.getElementById('zoom').click()");
    browser.until("location.search === ''");
    browser.until("document.querySelector('#samples .dot') !== null");
    assertThat(browser.count("#samples .range .dot"))
        .isEqualTo(controller.campaigns().bisection(bisection).samples().size());
  }
}

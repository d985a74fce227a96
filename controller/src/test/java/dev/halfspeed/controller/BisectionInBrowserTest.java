package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.web.Browser;
import dev.halfspeed.web.Token;
import dev.halfspeed.web.WebServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real bisection, with a boot that something disturbed, as a browser shows it to its end. */
final class BisectionInBrowserTest {
  private static final int JOBS_BEFORE_THE_PAUSE = 12;

  @TempDir private Path folder;

  @Test
  void aPageShowsItsBisectionWhileItRunsAndOnceItHasEnded() throws Exception {
    assertThat(Browser.program())
        .as("chromium-headless-shell, which ./halfspeed test installs")
        .isPresent();
    var lab = new TinyLab(folder);
    var machine = new FakeMachine(0.0005);
    Token own = Token.own("a-token-of-this-test");
    machine.isSharedWithOthers((boot, run) -> boot == 3 ? 0.4 : 0);
    machine.freezesAfter(JOBS_BEFORE_THE_PAUSE);
    try (BisectionController controller = lab.controller(machine, new HastyTime());
        WebServer server = WebServer.start(controller, "127.0.0.1", 0, List.of(own));
        Browser browser = Browser.start(folder)) {
      String bisection = controller.submit(lab.request("main"), People.ANN);
      TinyLab.until(() -> machine.starts().size() >= JOBS_BEFORE_THE_PAUSE);

      browser.open(server.link("/bisections/" + bisection, own.principal()));
      browser.until("document.querySelectorAll('.chart-frame .dot.disturbed').length > 0");
      assertThat(browser.evaluate("document.title").asString()).contains("tps");
      assertThat(browser.count("button.danger")).isEqualTo(1);
      assertThat(browser.count(".phases [aria-current=step]")).isEqualTo(1);
      assertThat(browser.text())
          .contains("tps of tiny", "Disturbed boots", "Noise between boots", "Live");

      machine.freezesAfter(Integer.MAX_VALUE);
      browser.until("document.querySelector('.answer .culprit') !== null");
      assertThat(browser.text()).contains(lab.culprit().substring(0, 10), "Report");
      assertThat(browser.count(".chart-frame .culprit-line")).isEqualTo(1);
      assertThat(browser.evaluate("document.querySelector('.legend').textContent").asString())
          .contains("Disturbed: no evidence");
      assertThat(browser.count("#samples tbody tr"))
          .isEqualTo(controller.bisection(bisection).samples().size());
      assertThat(browser.count("#proof .proof-dot")).isPositive();
      assertThat(browser.evaluate("document.querySelector('#samples').textContent").asString())
          .contains("no evidence: ", "40 % of its CPU time went to other processes");
      assertThat(browser.complaints()).isEmpty();
      assertThat(browser.asked())
          .allMatch(address -> address.startsWith(server.address().toString()));
    }
  }
}

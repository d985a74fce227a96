package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.core.Principal;
import dev.halfspeed.core.Role;
import dev.halfspeed.report.view.InterventionView;
import dev.halfspeed.time.Time;
import dev.halfspeed.web.Browser;
import dev.halfspeed.web.WebServer;
import dev.halfspeed.web.access.Token;
import dev.halfspeed.worker.protocol.Job;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person acts on the page of a bisection of a whole controller, and another one may not. */
@Timeout(120)
final class InterventionPageTest {
  private static final Principal OPERATOR = Principal.token("night-shift", Role.OPERATOR);
  private static final Principal VIEWER = Principal.token("reader", Role.VIEWER);

  @TempDir private Path folder;

  /** Fills the fields of a form that is folded away, and presses its button. */
  private static void send(Browser browser, String form, String... namesAndValues) {
    browser.evaluate("document.querySelector('#" + form + "').open = true");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      browser.evaluate(
          "document.querySelector('#%s [name=%s]').value = '%s'"
              .formatted(form, namesAndValues[i], namesAndValues[i + 1]));
    }
    browser.evaluate("document.querySelector('#" + form + " button').click()");
  }

  @Test
  void whoMayActsAndWhoMayNotSees() throws Exception {
    var lab = new TinyLab(Files.createDirectories(folder.resolve("lab")));
    var machine = new FakeMachine(0.002);
    machine.hangs((id, job) -> job instanceof Job.Measure && machine.boots() > 0);
    try (BisectionController controller = lab.controller(machine, Time.real());
        WebServer server =
            WebServer.start(
                controller,
                "localhost",
                0,
                List.of(
                    Token.named("night-shift", "a-token-that-nobody-guesses", Role.OPERATOR),
                    Token.named("reader", "another-that-nobody-guesses", Role.VIEWER)));
        Browser browser = Browser.start(folder)) {
      String id = controller.submit(lab.request("main"), People.ANN);
      TinyLab.until(() -> !controller.bisection(id).samples().isEmpty());
      browser.open(server.link("/bisections/" + id, OPERATOR));
      browser.until("document.querySelector('#pause') !== null");
      assertThat(browser.count("#people tr")).isZero();
      // Without a reason nothing is sent.
      send(browser, "pause");
      send(browser, "pause", "reason", "the lab moves");
      browser.until("document.querySelector('#resume') !== null");
      assertThat(browser.text())
          .contains("paused by token night-shift: the lab moves", "What people did");
      send(browser, "exclude", "sample", "1/1", "reason", "a backup ran");
      browser.until("document.querySelector('#action-2') !== null");
      assertThat(browser.text()).contains("left out by token night-shift: a backup ran");
      send(browser, "override", "commit", "main~2", "outcome", "bad", "reason", "by hand");
      browser.until("document.querySelector('#action-3') !== null");
      send(browser, "undo-1", "reason", "it moves next week");
      browser.until("document.querySelector('#action-4') !== null");
      assertThat(browser.count("#pause")).isEqualTo(1);
      assertThat(browser.complaints()).isEmpty();
      assertThat(controller.bisection(id).origin().interventions())
          .extracting(InterventionView::by)
          .containsExactly(
              "token night-shift", "token night-shift", "token night-shift", "token night-shift");

      browser.open(server.link("/bisections/" + id, VIEWER));
      browser.until("document.querySelector('#people h2') !== null");
      assertThat(browser.text()).contains("What people did", "undid 1", "undone by 4");
      assertThat(browser.count("#people form, #actions form")).isZero();
      assertThat(
              browser
                  .evaluate(
                      """
                      (() => {
                        const request = new XMLHttpRequest();
                        request.open('POST', '/bisections/%s/pause', false);
                        request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
                        request.send('reason=mischief');
                        return request.status;
                      })()
                      """
                          .formatted(id))
                  .asInt())
          .isEqualTo(403);
      assertThat(controller.bisection(id).origin().interventions()).hasSize(4);
      controller.cancel(id, OPERATOR);
    }
  }
}

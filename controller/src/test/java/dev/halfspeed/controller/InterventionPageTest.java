package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.campaign.InterventionRequest;
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
import org.junit.jupiter.api.io.TempDir;

/** A person acts on the page of a bisection of a whole controller, and another one may not. */
final class InterventionPageTest {
  private static final Principal OPERATOR = Principal.token("night-shift", Role.OPERATOR);
  private static final Principal VIEWER = Principal.token("reader", Role.VIEWER);

  private static final List<String> ACTIONS =
      List.of("pause", "priority", "budget", "remeasure", "override", "exclude", "cancel");
  private static final int MOST_TABS = 300;

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
    try (LabController controller = lab.controller(machine, Time.real());
        WebServer server =
            WebServer.start(
                controller,
                "localhost",
                0,
                List.of(
                    Token.named("night-shift", "a-token-that-nobody-guesses", Role.OPERATOR),
                    Token.named("reader", "another-that-nobody-guesses", Role.VIEWER)));
        Browser browser = Browser.start(folder)) {
      String id = controller.requests().bisect(lab.request("main"), People.ANN);
      TinyLab.until(() -> !controller.campaigns().bisection(id).samples().isEmpty());
      pauseByKeyboard(browser, server, id);
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
      assertThat(controller.campaigns().bisection(id).origin().interventions())
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
      assertThat(controller.campaigns().bisection(id).origin().interventions()).hasSize(4);
      whatIsUsedStaysWhenThePageRenewsItself(browser, server, controller, id);
      controller.requests().cancel(id, "", OPERATOR);
    }
  }

  /** From the list to the page, past each of its actions, and back to one of them. */
  private static void pauseByKeyboard(Browser browser, WebServer server, String id) {
    browser.open(server.link("/", OPERATOR));
    tabTo(browser, "a[href='/bisections/" + id + "']");
    browser.press(Browser.Key.ENTER);
    browser.until("document.querySelector('#pause') !== null");
    for (String action : ACTIONS) {
      tabTo(browser, "#" + action + " > summary");
      assertThat(
              browser.evaluate("getComputedStyle(document.activeElement).outlineStyle").asString())
          .as("one sees where the focus is")
          .isEqualTo("solid");
    }
    browser.open(server.address().resolve("/bisections/" + id));
    tabTo(browser, "#pause > summary");
    browser.press(Browser.Key.ENTER);
    browser.until("document.querySelector('#pause[open]') !== null");
    browser.press(Browser.Key.TAB);
    // Without a reason nothing is sent.
    browser.press(Browser.Key.ENTER);
    assertThat(browser.count("#people tr")).isZero();
    browser.type("the lab moves");
    browser.press(Browser.Key.ENTER);
  }

  private static void tabTo(Browser browser, String selector) {
    for (int press = 0; press < MOST_TABS; press++) {
      browser.press(Browser.Key.TAB);
      if (hasFocus(browser, selector)) {
        return;
      }
    }
    throw new AssertionError("the Tab key does not lead to " + selector);
  }

  private static boolean hasFocus(Browser browser, String selector) {
    return browser.evaluate("document.activeElement.matches(\"" + selector + "\")").asBoolean();
  }

  private static void whatIsUsedStaysWhenThePageRenewsItself(
      Browser browser, WebServer server, LabController controller, String id) throws Exception {
    browser.open(server.link("/bisections/" + id, OPERATOR));
    browser.until("document.getElementById('connection').textContent === 'Live'");
    tabTo(browser, "#priority > summary");
    prioritize(controller, id, 7);
    browser.until("document.getElementById('priority-value').value === '7'");
    assertThat(hasFocus(browser, "#priority > summary")).isTrue();

    // What is typed stays while it is typed, and also afterwards.
    browser.press(Browser.Key.ENTER);
    browser.press(Browser.Key.TAB);
    browser.press(Browser.Key.TAB);
    browser.type("half a rea");
    prioritize(controller, id, 8);
    browser.until("document.querySelector('#action-6') !== null");
    assertThat(hasFocus(browser, "#priority-reason")).isTrue();
    browser.evaluate("document.activeElement.blur()");
    prioritize(controller, id, 9);
    browser.until("document.querySelector('#action-7') !== null");
    assertThat(browser.evaluate("document.getElementById('priority-reason').value").asString())
        .isEqualTo("half a rea");

    // So does a choice that is open.
    browser.evaluate(
        """
        document.getElementById('priority-reason').value = '';
        document.getElementById('override').open = true;
        document.getElementById('override-outcome').focus();
        """);
    prioritize(controller, id, 10);
    browser.until("document.querySelector('#action-8') !== null");
    assertThat(hasFocus(browser, "#override-outcome")).isTrue();
    assertThat(browser.evaluate("document.getElementById('priority-value').value").asString())
        .isEqualTo("7");
    browser.evaluate("document.activeElement.blur()");
    prioritize(controller, id, 11);
    browser.until("document.getElementById('priority-value').value === '11'");
    assertThat(browser.count("#override[open]")).isEqualTo(1);
  }

  private static void prioritize(LabController controller, String id, int priority)
      throws Exception {
    controller
        .requests()
        .intervene(id, new InterventionRequest.Prioritize(priority), "a release waits", People.ANN);
  }
}

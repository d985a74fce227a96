package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.Principal;
import dev.halfspeed.core.Role;
import dev.halfspeed.web.access.Token;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser logs in with a token, and out: a real one, since it decides what forms send. */
final class LoginInBrowserTest {
  @TempDir private Path folder;

  @Test
  void aFormLogsInAndAnotherOneOut() throws Exception {
    var controller = new FakeController();
    controller.access.now = Instant.now();
    String token =
        controller
            .tokens()
            .create("guest", Role.VIEWER, null, Principal.commandLine("ann"))
            .secret();
    try (WebServer server =
            WebServer.start(controller, "127.0.0.1", 0, List.of(Token.own(Client.TOKEN)));
        Browser browser = Browser.start(folder)) {
      browser.open(server.address().resolve("/account"));
      assertThat(browser.text()).doesNotContain("viewer");
      browser.evaluate("document.querySelector('#token').value = '" + token + "'");
      browser.evaluate("document.querySelector('button').click()");
      browser.until("location.pathname === '/' && document.querySelector('header') !== null");
      browser.open(server.address().resolve("/account"));
      assertThat(browser.text()).contains("token guest", "viewer");
      browser.evaluate("document.querySelector('form[action=\"/logout\"] button').click()");
      browser.until("document.querySelector('#token') !== null");
      browser.open(server.address().resolve("/account"));
      assertThat(browser.count("#token")).isEqualTo(1);
      // The answers 401 of the pages that were not to be seen.
      assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("401"));
    }
  }
}

package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.cli.terminal.ConfigBisectionSamples;
import dev.halfspeed.controller.ImageList;
import dev.halfspeed.jobs.FoundLog;
import dev.halfspeed.jobs.KeptLog;
import dev.halfspeed.web.access.Token;
import dev.halfspeed.web.page.campaign.ImageSamples;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages of every kind, light on a desk and dark on a phone, without findings of axe-core, without
 * anything in the console, and without a request to another host.
 */
final class AccessibilityInBrowserTest {
  private static final int DESK = 1280;
  private static final int PHONE = 360;
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Token OWN = Token.own(Client.TOKEN);
  private static final String OVERFLOW =
      "document.documentElement.scrollWidth - document.documentElement.clientWidth";

  @TempDir private static Path folder;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    assertThat(Browser.program())
        .as("chromium-headless-shell, which ./halfspeed test installs")
        .isPresent();
    browser = Browser.start(folder.resolve("browser"));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  private static FakeController controller() {
    var controller = new FakeController();
    controller.access.now = Instant.now();
    controller.machines = FakeController.lab(START);
    controller.images =
        new ImageList(
            IntStream.range(0, 3)
                .mapToObj(number -> ImageSamples.image(9 - number, number))
                .toList(),
            7L,
            60L);
    controller.logs.put(
        "tail/1",
        new FoundLog.Whole(Views.runningJob("searching", "tail"), new KeptLog("a\nerror: b\n")));
    controller.publish(Views.after("searching", START, 7));
    controller.publish(Views.after("culprit", START, Views.boots()));
    controller.publish(Views.suspects("suspects", START));
    controller.publish(Views.failed("failed", START));
    controller.registry.addRepository("linux", "/srv/linux", false, OWN.principal());
    controller.comparisons.put("k1", Views.comparison("k1", START));
    controller.configBisections.put("o1", ConfigBisectionSamples.secondRound());
    controller.configBisections.put("o2", ConfigBisectionSamples.found());
    return controller;
  }

  @Test
  void campaignsMachinesAndAccounts() throws Exception {
    var findings = new ArrayList<String>();
    try (WebServer server = WebServer.start(controller(), "127.0.0.1", 0, List.of(OWN))) {
      browser.open(server.address().resolve("/login"));
      look(server.address(), "/login", findings);
      browser.open(server.link("/", OWN.principal()));
      for (String path :
          List.of(
              "/",
              "/bisections/searching",
              "/bisections/culprit",
              "/bisections/suspects",
              "/bisections/failed",
              "/bisections/culprit/configs/" + Views.CONFIG,
              "/comparisons/k1",
              "/config-bisections/o1",
              "/config-bisections/o2",
              "/machines",
              "/machines/lab-1",
              "/checks/c1",
              "/images",
              "/bisections/new?repository=linux&recipe=pgbench-simple-update",
              "/bisections/culprit/boots/1/latencies",
              "/variants",
              "/variants?first=b1:good",
              "/variants/pair?first=b1:good&second=k1:candidate-1",
              "/variants/pair?first=b1:good&second=b2:good",
              "/jobs/tail/1/log",
              "/audit",
              "/account")) {
        look(server.address(), path, findings);
      }
    }
    assertThat(findings).isEmpty();
  }

  @Test
  void watchesAndRegressions() throws Exception {
    var findings = new ArrayList<String>();
    try (MonthServer month = MonthServer.start(folder, WatchedMonth::fill)) {
      browser.open(month.link("/watches/mainline"));
      String series = href("#series ~ div a.title");
      browser.open(month.server().address().resolve("/regressions"));
      String regression = href("tbody a.title");
      for (String path :
          List.of("/watches", "/watches/mainline", series, "/regressions", regression)) {
        look(month.server().address(), path, findings);
      }
    }
    assertThat(findings).isEmpty();
  }

  private static String href(String selector) {
    return browser
        .evaluate("document.querySelector('" + selector + "').getAttribute('href')")
        .asString();
  }

  /**
   * Looks at a page, light on a desk and then, without loading it again, dark on a phone; notes
   * what axe-core finds there.
   */
  private static void look(URI server, String path, List<String> findings) {
    browser.resize(DESK);
    browser.dark(false);
    browser.complaints().clear();
    browser.asked().clear();
    browser.open(server.resolve(path));
    assertThat(browser.count("h1")).as(path).isEqualTo(1);
    browser.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    var axe = Axe.in(browser);
    note(path + " " + DESK, axe.findings(), findings);
    browser.resize(PHONE);
    browser.dark(true);
    note(path + " " + PHONE, axe.findingsOfStyles(), findings);
    // The page that asks for a login is an answer 401, and no other is.
    assertThat(browser.complaints())
        .as(path)
        .allMatch(one -> path.equals("/login") && one.endsWith("/login"));
    assertThat(browser.asked())
        .as(path)
        .isNotEmpty()
        .allMatch(address ->
            address.startsWith(server.toString())
                // The browser's own picture in a field for a day.
                || address.startsWith("data:image/svg+xml"));
  }

  private static void note(String where, List<String> found, List<String> findings) {
    found.forEach(finding -> findings.add(where + " " + finding));
    assertThat(browser.evaluate(OVERFLOW).asInt()).as(where).isZero();
  }
}

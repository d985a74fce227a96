package dev.halfspeed.web;

import dev.halfspeed.web.access.Token;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Makes pictures of the pages of watches and regressions, of a store of a made month, and of a made
 * bisection.
 */
final class PagePictures {
  private static final int WIDTH = 1200;
  private static final int PHONE = 360;

  private final MonthServer month;
  private final Browser browser;
  private final Path target;
  private int width;

  private PagePictures(MonthServer month, Browser browser, Path target) {
    this.month = month;
    this.browser = browser;
    this.target = target;
  }

  /**
   * Writes them.
   *
   * @param arguments a folder for the pictures, which is there
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("pictures");
    try (MonthServer month = MonthServer.start(folder, WatchedMonth::fillPlainly);
        Browser browser = Browser.start(folder)) {
      new PagePictures(month, browser, Path.of(arguments[0])).take();
      bisection(browser, Path.of(arguments[0]));
    }
  }

  private static void bisection(Browser browser, Path target) throws Exception {
    var controller = new FakeController();
    controller.publish(Views.after("b1", Instant.parse("2026-03-01T10:00:00Z"), Views.boots()));
    Token own = Token.own(Client.TOKEN);
    try (WebServer server = WebServer.start(controller, "127.0.0.1", 0, List.of(own))) {
      browser.resize(WIDTH);
      browser.open(server.link("/bisections/b1", own.principal()));
      Files.write(target.resolve("page.png"), browser.picture(WIDTH, 1560));
    }
  }

  private void take() throws Exception {
    resize(WIDTH);
    browser.open(month.link("/watches/mainline"));
    String series = href("#series ~ div a.title");
    open("/regressions");
    String regression = href("tbody a.title");
    write("series", series, 1180);
    write("regression", regression, 1450);
    write("watches", "/watches?since=2026-11-01", 900);
    write("watch", "/watches/mainline", 1400);
    write("regressions", "/regressions", 700);
    write("whole", series + "&from=2026-10-20&to=2026-12-01", 900);
    browser.dark(true);
    write("dark", series, 1000);
    browser.dark(false);
    resize(PHONE);
    write("phone-series", series, 1800);
    write("phone-regression", regression, 2400);
    write("phone-watches", "/watches?since=2026-11-01", 1500);
  }

  private void resize(int to) {
    width = to;
    browser.resize(to);
  }

  private void open(String path) {
    browser.open(month.server().address().resolve(path));
  }

  private String href(String selector) {
    return browser
        .evaluate("document.querySelector('" + selector + "').getAttribute('href')")
        .asString();
  }

  private void write(String name, String path, int height) throws Exception {
    open(path);
    Files.write(target.resolve(name + ".png"), browser.picture(width, height));
  }
}

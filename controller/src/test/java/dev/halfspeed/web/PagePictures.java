package dev.halfspeed.web;

import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the pictures of the documentation, of a store of a made month. */
final class PagePictures {
  private static final int WIDTH = 1200;
  private static final int PHONE = 360;

  private PagePictures() {}

  /**
   * Writes them.
   *
   * @param arguments a folder for the pictures, which is there
   */
  public static void main(String[] arguments) throws Exception {
    Path target = Path.of(arguments[0]);
    Path folder = Files.createTempDirectory("pictures");
    try (MonthServer month = MonthServer.start(folder, WatchedMonth::fill);
        Browser browser = Browser.start(folder)) {
      browser.resize(WIDTH);
      browser.open(month.link("/watches/mainline"));
      String series = href(browser, "#series ~ div a.title");
      browser.open(month.server().address().resolve("/regressions"));
      String regression = href(browser, "tbody a.title");
      take(browser, month, series, target.resolve("series.png"));
      take(browser, month, regression, target.resolve("regression.png"));
      take(browser, month, "/watches?since=2026-11-01", target.resolve("watches.png"));
      take(browser, month, "/watches/mainline", target.resolve("watch.png"));
      take(browser, month, "/regressions", target.resolve("regressions.png"));
      take(browser, month, series + "&from=2026-10-20&to=2026-12-01", target.resolve("whole.png"));
      browser.dark(true);
      take(browser, month, series, target.resolve("dark.png"));
      browser.resize(PHONE);
      browser.dark(false);
      take(browser, month, series, target.resolve("phone-series.png"));
      take(browser, month, regression, target.resolve("phone-regression.png"));
      take(browser, month, "/watches?since=2026-11-01", target.resolve("phone-watches.png"));
    }
  }

  private static String href(Browser browser, String selector) {
    return browser
        .evaluate("document.querySelector('" + selector + "').getAttribute('href')")
        .asString();
  }

  private static void take(Browser browser, MonthServer month, String path, Path file)
      throws Exception {
    browser.open(month.server().address().resolve(path));
    Files.write(file, browser.picture());
  }
}

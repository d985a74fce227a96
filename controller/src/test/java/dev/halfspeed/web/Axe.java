package dev.halfspeed.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Looks for what keeps people out of a page: axe-core, as a browser runs it. */
public final class Axe {
  private static final String SCRIPT = read();

  /**
   * Without the rules whose answer lies in the document, whatever its styles show of it and hide.
   */
  private static final String STYLES_ONLY =
      """
      Object.fromEntries(
        axe.getRules(['cat.language', 'cat.parsing', 'cat.time-and-media'])
          .map((rule) => [rule.ruleId, {enabled: false}]))
      """;

  private final Browser browser;

  private Axe(Browser browser) {
    this.browser = browser;
  }

  /** Brings it into the page that a browser shows, until another page is opened. */
  public static Axe in(Browser browser) {
    browser.evaluate(SCRIPT);
    return new Axe(browser);
  }

  private static String read() {
    try (InputStream file = Axe.class.getResourceAsStream("/axe.min.js")) {
      if (file == null) {
        throw new IllegalStateException("axe.min.js is not on the class path");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All findings in the page, those that are only good advice included. */
  public List<String> findings() {
    return run("{}");
  }

  /**
   * The findings in the page that styles may cause, for one that was looked at before with others:
   * in other colours, or in a window of another width.
   */
  public List<String> findingsOfStyles() {
    return run(STYLES_ONLY);
  }

  private List<String> run(String rules) {
    JsonNode found =
        browser.evaluate(
            """
            axe.run(document, {resultTypes: ['violations'], rules: %s}).then((found) =>
              found.violations.map((one) =>
                ({impact: one.impact, words: one.id + ': ' + one.help + ' at '
                  + one.nodes.map((node) => node.target.join(' ') + ' (' + node.failureSummary + ')').join('; ')})))
            """
                .formatted(rules));
    if (!found.isArray()) {
      throw new AssertionError("axe-core did not run: " + found);
    }
    var findings = new ArrayList<String>();
    found.forEach(
        one -> findings.add(one.path("impact").asString() + " " + one.path("words").asString()));
    return findings;
  }
}

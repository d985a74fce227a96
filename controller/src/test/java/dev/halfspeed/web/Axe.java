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

  /** Its findings in the page, each with what it is about, for people. */
  private static final String RUN =
      """
      axe.run(document, {resultTypes: ['violations']}).then((found) =>
        found.violations.map((one) =>
          ({impact: one.impact, words: one.id + ': ' + one.help + ' at '
            + one.nodes.map((node) => node.target.join(' ') + ' (' + node.failureSummary + ')').join('; ')})))
      """;

  private Axe() {}

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

  /** All findings in the page that a browser shows, those that are only good advice included. */
  public static List<String> findings(Browser browser) {
    browser.evaluate(SCRIPT);
    JsonNode found = browser.evaluate(RUN);
    if (!found.isArray()) {
      throw new AssertionError("axe-core did not run: " + found);
    }
    var findings = new ArrayList<String>();
    found.forEach(
        one -> findings.add(one.path("impact").asString() + " " + one.path("words").asString()));
    return findings;
  }
}

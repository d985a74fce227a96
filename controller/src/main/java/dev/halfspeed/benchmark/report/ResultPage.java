package dev.halfspeed.benchmark.report;

import dev.halfspeed.benchmark.world.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** The results as a page with plots, all in one file. */
public final class ResultPage {
  private final List<ScenarioResult> results;
  private final List<String> contestants;
  private final StringBuilder page = new StringBuilder();

  private ResultPage(List<ScenarioResult> results) {
    this.results = results;
    contestants = results.stream().map(ScenarioResult::contestant).distinct().toList();
  }

  public static String html(List<ScenarioResult> results) {
    return new ResultPage(results).html();
  }

  /** A text that has no meaning for a browser. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private String html() {
    say(
        String.format(
            Locale.ROOT,
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Halfspeed: the search in simulated worlds</title>
            <style>
            %s</style>
            </head>
            <body>
            <main>
            <h1>The search in simulated worlds</h1>
            <p class="quiet">%s. Hours are of a virtual clock, until the answer is accepted; whiskers are
            95 %% intervals. Who is right in fewer than %.0f %% is shown pale and not ranked on time.</p>
            """,
            style(),
            escape(seeds()),
            100 * ResultTable.ACCURATE));
    legend();
    for (Scenario scenario : results.stream().map(ScenarioResult::scenario).distinct().toList()) {
      scenario(scenario);
    }
    say("<h2>Is the stated confidence true?</h2>\n<div class=\"card\">\n");
    say(
        "<p class=\"quiet\">How often an answer is wrong, against how often it says that it may be."
            + " Above the line a contestant is too sure of itself.</p>\n");
    page.append(ReliabilityPlot.svg(results, contestants));
    reliability();
    say("</div>\n</main>\n</body>\n</html>\n");
    return page.toString();
  }

  private String seeds() {
    return results.stream()
        .findFirst()
        .map(result ->
            String.format(
                Locale.ROOT,
                "%d worlds of each scenario, from seed %d",
                result.trials().size(),
                result.trials().getFirst().seed()))
        .orElse("No worlds");
  }

  private static String style() {
    try (InputStream in = ResultPage.class.getResourceAsStream("page.css")) {
      if (in == null) {
        throw new IllegalStateException("no resource page.css");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void legend() {
    say("<ul class=\"legend\">\n");
    for (int index = 0; index < contestants.size(); index++) {
      say(
          String.format(
              Locale.ROOT,
              "<li><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><circle cx=\"6\" cy=\"6\""
                  + " r=\"5\" class=\"c%d\"/></svg>%s</li>\n",
              index,
              escape(contestants.get(index))));
    }
    say("</ul>\n");
  }

  private void scenario(Scenario scenario) {
    List<ScenarioResult> here =
        results.stream().filter(result -> result.scenario().equals(scenario)).toList();
    say(
        String.format(
            Locale.ROOT,
            "<h2 id=\"%s\">%s</h2>\n<p class=\"quiet\">%s</p>\n<div class=\"card\">\n",
            escape(scenario.name()),
            escape(scenario.name()),
            escape(scenario.summary())));
    say("<div class=\"columns\">\n");
    page.append(AccuracyPlot.svg(here, contestants));
    page.append(LimitPlot.svg(here, contestants));
    say("</div>\n");
    table(here);
    say("</div>\n");
  }

  /** The scenario stands above the table, so its column is left out. */
  private void table(List<ScenarioResult> here) {
    IntPredicate isText = column -> ResultTable.isText(column + 1);
    begin(ResultTable.HEAD.subList(1, ResultTable.HEAD.size()), isText);
    for (ScenarioResult result : here) {
      List<String> row = ResultTable.row(result, ResultTable.best(results, result.scenario()));
      row(ResultTable.accurate(result), row.subList(1, row.size()), isText);
    }
    end();
  }

  private void reliability() {
    List<List<String>> rows = ReliabilityTable.rows(results);
    if (rows.isEmpty()) {
      return;
    }
    begin(ReliabilityTable.HEAD, ReliabilityTable::isText);
    for (List<String> row : rows) {
      row(true, row, ReliabilityTable::isText);
    }
    end();
  }

  private void begin(List<String> head, IntPredicate isText) {
    say("<div class=\"scroll\"><table>\n<thead><tr>");
    cells("th", head, isText);
    say("</tr></thead>\n<tbody>\n");
  }

  private void row(boolean accurate, List<String> row, IntPredicate isText) {
    say(accurate ? "<tr>" : "<tr class=\"pale\">");
    cells("td", row, isText);
    say("</tr>\n");
  }

  private void cells(String tag, List<String> cells, IntPredicate isText) {
    for (int column = 0; column < cells.size(); column++) {
      say(
          String.format(
              Locale.ROOT,
              "<%1$s%2$s>%3$s</%1$s>",
              tag,
              isText.test(column) ? "" : " class=\"num\"",
              escape(cells.get(column))));
    }
  }

  private void end() {
    say("</tbody>\n</table></div>\n");
  }

  private void say(String text) {
    page.append(text);
  }
}

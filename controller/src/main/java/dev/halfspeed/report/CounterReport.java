package dev.halfspeed.report;

import dev.halfspeed.report.view.CounterEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes what else differed as a section of a page of Markdown. */
public final class CounterReport {
  /** Rows of the table; the rest is in the JSON. */
  private static final int MOST_ROWS = 25;

  private CounterReport() {}

  /** The section, with an empty line at its end. */
  public static List<String> lines(CounterEvidence evidence) {
    var lines = new ArrayList<String>();
    lines.add("## What else differed");
    lines.add("");
    lines.add(Markdown.escaped(CounterText.introduction(evidence)));
    lines.add("");
    for (CounterEvidence.Hint hint : evidence.hints()) {
      lines.add("- " + Markdown.escaped(hint.words()));
    }
    if (!evidence.hints().isEmpty()) {
      lines.add("");
    }
    if (!evidence.differences().isEmpty()) {
      List<String> head = CounterText.head(evidence);
      lines.add(row(head));
      lines.add("|" + "---|".repeat(head.size()));
      evidence.differences().stream()
          .limit(MOST_ROWS)
          .forEach(difference -> lines.add(row(CounterText.row(evidence, difference))));
      int more = evidence.differences().size() - MOST_ROWS;
      if (more > 0) {
        lines.add("");
        lines.add("And " + Words.count(more, "counter") + " more, in the JSON.");
      }
      lines.add("");
    }
    return lines;
  }

  private static String row(List<String> cells) {
    return "| " + cells.stream().map(Markdown::escaped).collect(Collectors.joining(" | ")) + " |";
  }
}

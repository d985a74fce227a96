package dev.halfspeed.web.page;

import dev.halfspeed.report.CounterText;
import dev.halfspeed.report.view.CounterEvidence;
import java.util.List;

/**
 * What else differed between two kernels.
 *
 * @param introduction what was compared, and what the numbers are worth
 * @param hints a sentence each
 * @param head of the table
 * @param rows the differences that say most
 * @param more differences that are in the JSON only
 */
public record CounterTable(
    String introduction, List<String> hints, List<String> head, List<List<String>> rows, int more) {
  private static final int MOST = 25;

  public CounterTable {
    hints = List.copyOf(hints);
    head = List.copyOf(head);
    rows = List.copyOf(rows);
  }

  /** The table of what was compared. */
  public static CounterTable of(CounterEvidence evidence) {
    int all = evidence.differences().size();
    return new CounterTable(
        CounterText.introduction(evidence),
        evidence.hints().stream().map(CounterEvidence.Hint::words).toList(),
        CounterText.head(evidence),
        evidence.differences().stream()
            .limit(MOST)
            .map(difference -> CounterText.row(evidence, difference))
            .toList(),
        Math.max(0, all - MOST));
  }
}

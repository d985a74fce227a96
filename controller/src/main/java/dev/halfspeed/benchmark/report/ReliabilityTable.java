package dev.halfspeed.benchmark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Stated confidence against how often it is right, over all scenarios with a regression. */
public final class ReliabilityTable {
  static final List<String> HEAD =
      List.of("contestant", "stated", "answers", "mean stated %", "right %", "(95 %)");

  private ReliabilityTable() {}

  /** Lines with aligned columns; none where nobody has answered. */
  public static List<String> lines(List<ScenarioResult> results) {
    var rows = new ArrayList<List<String>>();
    rows.add(HEAD);
    rows.addAll(rows(results));
    return rows.size() == 1 ? List.of() : Columns.aligned(rows, ReliabilityTable::isText);
  }

  /** A row for each contestant's answers, and below it one for each bin. */
  static List<List<String>> rows(List<ScenarioResult> results) {
    var rows = new ArrayList<List<String>>();
    for (String contestant : results.stream().map(ScenarioResult::contestant).distinct().toList()) {
      List<ScenarioResult> judged = Reliability.judged(results, contestant);
      Reliability.overall(judged).ifPresent(all -> rows.add(row(contestant, "all", all)));
      for (Reliability bin : Reliability.bins(judged)) {
        rows.add(
            row(
                contestant,
                ResultTable.plain(bin.from()) + "-" + ResultTable.plain(bin.to()),
                bin));
      }
    }
    return rows;
  }

  static boolean isText(int column) {
    return column < 2;
  }

  private static List<String> row(String contestant, String stated, Reliability bin) {
    return List.of(
        contestant,
        stated,
        Integer.toString(bin.right().trials()),
        ResultTable.number(100 * bin.stated(), 2),
        ResultTable.number(100 * bin.right().value(), 2),
        String.format(Locale.ROOT, "%.1f-%.1f", 100 * bin.right().low(), 100 * bin.right().high()));
  }
}

package dev.halfspeed.benchmark.report;

import dev.halfspeed.benchmark.world.Scenario;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The results for people. */
public final class ResultTable {
  /** Who is right less often is shown, but not ranked on time. */
  static final double ACCURATE = 0.98;

  static final List<String> HEAD =
      List.of(
          "scenario",
          "contestant",
          "right %",
          "(95 %)",
          "proved %",
          "all %",
          "held %",
          "boots",
          "cal+search+proof",
          "builds",
          "hours",
          "p50",
          "p95",
          "/limit",
          "search/limit",
          "/wall",
          "ms p50",
          "p99",
          "errors",
          "/best",
          "endings");

  private ResultTable() {}

  /** Lines with aligned columns; an empty line between scenarios. */
  public static List<String> lines(List<ScenarioResult> results) {
    var rows = new ArrayList<List<String>>();
    rows.add(HEAD);
    for (ScenarioResult result : results) {
      rows.add(row(result, best(results, result.scenario())));
    }
    List<String> aligned = Columns.aligned(rows, ResultTable::isText);
    var lines = new ArrayList<String>();
    for (int row = 0; row < rows.size(); row++) {
      if (row > 1 && !rows.get(row).getFirst().equals(rows.get(row - 1).getFirst())) {
        lines.add("");
      }
      lines.add(aligned.get(row));
    }
    return lines;
  }

  /** The accurate contestant that takes the least time in a scenario. */
  static Optional<ScenarioResult> best(List<ScenarioResult> results, Scenario scenario) {
    return results.stream()
        .filter(result -> result.scenario().equals(scenario) && accurate(result))
        .min(Comparator.comparingDouble(result -> result.makespan().mean()));
  }

  static boolean accurate(ScenarioResult result) {
    return result.right().value() >= ACCURATE;
  }

  /** The cells of a row, as {@link #HEAD} says. */
  static List<String> row(ScenarioResult result, Optional<ScenarioResult> best) {
    Proportion right = result.right();
    SampleSummary hours = result.makespan();
    SampleSummary millis = result.decisionMillis();
    return List.of(
        result.scenario().name(),
        result.title(),
        number(100 * right.value(), 1),
        String.format(Locale.ROOT, "%.0f-%.0f", 100 * right.low(), 100 * right.high()),
        number(100 * result.rightAfterProof().value(), 1),
        number(100 * result.allNamed().value(), 1),
        number(100 * result.contained().value(), 1),
        number(result.boots().mean(), 1),
        String.join(
            "+",
            number(result.of(trial -> trial.toAnswer().calibration()).mean(), 1),
            number(result.of(trial -> trial.toAnswer().search()).mean(), 1),
            number(result.of(trial -> trial.toEnd().proof()).mean(), 1)),
        number(result.of(trial -> trial.toAnswer().builds()).mean(), 1),
        number(hours.mean(), 2),
        number(hours.quantile(0.5), 2),
        number(hours.quantile(0.95), 2),
        number(result.overLimit(), 2),
        number(result.searchOverLimit(), 2),
        number(result.overWallLimit(), 2),
        number(millis.quantile(0.5), 2),
        number(millis.quantile(0.99), 2),
        Integer.toString(result.errors().size()),
        best.isPresent() && accurate(result)
            ? number(hours.mean() / best.get().makespan().mean(), 2)
            : "-",
        endings(result));
  }

  /** The frequent ones first. */
  private static String endings(ScenarioResult result) {
    return result.endings().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(ending -> ending.getValue() + " " + ending.getKey())
        .collect(Collectors.joining(", "));
  }

  /** Whether a column of {@link #HEAD} is of words, which begin at its left edge. */
  static boolean isText(int column) {
    return column < 2 || column == HEAD.size() - 1;
  }

  /** With as many decimals as it has. */
  static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /** With so many decimals; a dash for what is no number. */
  public static String number(double value, int decimals) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "-";
  }
}

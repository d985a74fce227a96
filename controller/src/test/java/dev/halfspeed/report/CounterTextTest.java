package dev.halfspeed.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.view.BisectionView.Change;
import dev.halfspeed.report.view.CounterEvidence;
import dev.halfspeed.report.view.CounterEvidence.Difference;
import dev.halfspeed.report.view.CounterEvidence.Hint;
import dev.halfspeed.report.view.CounterEvidence.Side;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CounterTextTest {
  private static final Difference STALLS =
      new Difference(
          "vmstat.compact_stall",
          "1/s",
          9.2,
          12.04,
          new Change(0.31, 0.2, 0.4),
          new Change(0.9, 0.7, 1.1));

  private static CounterEvidence evidence(@Nullable String work, List<Difference> differences) {
    return new CounterEvidence(
        new Side("1111111111111111111111111111111111111111", 4),
        new Side("2222222222222222222222222222222222222222", 1),
        work,
        212,
        differences,
        List.of(new Hint("compaction-stall", "vmstat.compact_stall", "a < hint | with bars")));
  }

  @Test
  void aHintHasItsFiguresAndWhatToTry() {
    Side slower = new Side("2222222222222222222222222222222222222222", 4);
    assertThat(CounterText.hint(slower, STALLS, "tps", "tasks compact memory", "try defer"))
        .isEqualTo(
            "2222222222 has 31 % more vmstat.compact_stall in the same time (12.0 /s against 9.2"
                + " /s), 90 % more for the same tps: tasks compact memory. Hint: try defer.");
    assertThat(CounterText.hint(slower, STALLS, null, "tasks compact memory", "try defer"))
        .isEqualTo(
            "2222222222 has 31 % more vmstat.compact_stall in the same time (12.0 /s against 9.2"
                + " /s): tasks compact memory. Hint: try defer.");
    var fresh =
        new Difference(
            "pressure.io.some",
            "s/s",
            0,
            0.4,
            new Change(800, 100, 9000),
            new Change(800, 100, 9000));
    assertThat(CounterText.hint(new Side("B", 3), fresh, null, "tasks wait", "see"))
        .isEqualTo(
            "B has 0.400 s/s pressure.io.some in the same time, where there was none: tasks"
                + " wait. Hint: see.");
  }

  @Test
  void changesAndAmountsAreShort() {
    assertThat(CounterText.change(new Change(-0.204, -0.3, -0.1))).isEqualTo("20 % less");
    assertThat(CounterText.change(new Change(3.2, 3, 4))).isEqualTo("4.2 times as much");
    assertThat(CounterText.change(new Change(1234, 3, 4))).isEqualTo("1,235 times as much");
    assertThat(CounterText.amount(0, "1/s")).isEqualTo("0 /s");
    assertThat(CounterText.amount(12_345.6, "pages")).isEqualTo("12,346 pages");
    assertThat(CounterText.amount(3.1e10, "B/s")).isEqualTo("3.10e+10 B/s");
    assertThat(CounterText.amount(0.25, "")).isEqualTo("0.250");
  }

  @Test
  void theReportHasHintsAndATable() {
    assertThat(CounterReport.lines(evidence("tps", List.of(STALLS))))
        .contains(
            "## What else differed",
            "- a \\< hint \\| with bars",
            "| counter | 1111111111 | 2222222222 | in the same time | for the same tps |",
            "| vmstat.compact\\_stall | 9.2 /s | 12.0 /s | 31 % more | 90 % more |")
        .anyMatch(line ->
            line.contains(
                "1111111111 (4 boots) against 2222222222 (1 boot): 1 of 212 counters differs"
                    + " clearly"));
    assertThat(CounterReport.lines(evidence(null, List.of())))
        .anyMatch(line -> line.contains("none of 212 counters differs clearly"));
  }
}

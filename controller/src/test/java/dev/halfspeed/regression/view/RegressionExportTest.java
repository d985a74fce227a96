package dev.halfspeed.regression.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class RegressionExportTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  private static RegressionView.Alarm alarm(String key, double change) {
    return new RegressionView.Alarm(
        key, AT, "ada", "otava", "LOSS", "/linux", "master", "pgbench", "tps", "", "", "a", "b",
        change, null, null);
  }

  private static RegressionView view(String id, String subject, List<RegressionView.Alarm> alarms) {
    return new RegressionView(
        id,
        "culprit known",
        AT,
        AT,
        null,
        new RegressionView.Between("a", "b", null),
        new RegressionView.Commit("c".repeat(40), subject, null, null, "proof"),
        null,
        List.of(),
        "why",
        List.of(),
        alarms,
        List.of(),
        List.of());
  }

  private static String subject(String written) {
    String csv =
        RegressionExport.csv(List.of(view("r1", written, List.of(alarm("otava/1", -0.07)))));
    return csv.lines().skip(1).findFirst().orElseThrow().split(",")[8];
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "=1+2, '=1+2",
        "+1, '+1",
        "-1+2|cmd, '-1+2|cmd",
        "-2;x, '-2;x",
        "@SUM(A1), '@SUM(A1)",
        "~\t=1~, ~'\t=1~",
        "mm: x, mm: x"
      })
  void noCellIsAFormula(String written, String cell) {
    assertThat(subject(written)).isEqualTo(cell);
  }

  @Test
  void aNumberStaysOne() {
    String csv = RegressionExport.csv(List.of(view("r1", "mm: x", List.of(alarm("a", -0.07)))));
    assertThat(csv).contains(",tps,-0.07,");
    assertThat(RegressionExport.csv(List.of(view("r1", "x", List.of(alarm("a", -1.5E-5))))))
        .contains(",-1.5E-5,");
  }

  @Test
  void anIncidentKeepsItsIdWhenOthersCome() {
    RegressionView first = view("r1", "x", List.of(alarm("a", -0.1), alarm("b", -0.1)));
    RegressionView second = view("r2", "y", List.of(alarm("c", -0.1)));
    List<String> before = incidents(List.of(first));
    assertThat(before).hasSize(2).doesNotHaveDuplicates();
    assertThat(before.getFirst()).matches("halfspeed:r1-[0-9a-f]{12}");
    assertThat(incidents(List.of(second, first))).endsWith(before.toArray(String[]::new));
    assertThat(incidents(List.of(view("r1", "x", List.of(alarm("b", -0.1))))))
        .containsExactly(before.getLast());
  }

  private static List<String> incidents(List<RegressionView> regressions) {
    return StreamSupport.stream(
            JsonMapper.builder()
                .build()
                .readTree(RegressionExport.kcidb(regressions))
                .get("incidents")
                .spliterator(),
            false)
        .map(incident -> incident.get("id").asString())
        .toList();
  }
}

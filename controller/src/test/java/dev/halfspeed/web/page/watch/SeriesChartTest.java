package dev.halfspeed.web.page.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.view.watch.SeriesView;
import dev.halfspeed.web.page.Chart;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart of a series as shapes. */
final class SeriesChartTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  private static SeriesView.Point point(int place, double difference) {
    return new SeriesView.Point(
        "v" + place,
        "%040x".formatted(place),
        "subject " + place,
        START.plusSeconds(3600L * place),
        START.plusSeconds(3600L * place + 60),
        difference,
        difference - 0.004,
        difference + 0.004,
        1318,
        1310,
        1326,
        4,
        null);
  }

  private static SeriesView.Change change(int place, String kind, double size) {
    return new SeriesView.Change(
        "key" + place,
        START,
        kind,
        size,
        size - 0.01,
        size + 0.01,
        "%040x".formatted(place - 2),
        "%040x".formatted(place + 1),
        "%040x".formatted(place - 1),
        "%040x".formatted(place),
        0.9,
        "",
        null);
  }

  private static SeriesView view(int points, int at, SeriesView.Change... changes) {
    return new SeriesView(
        "w",
        "id",
        "main",
        0,
        "pgbench",
        "tps",
        "1/s",
        true,
        "m",
        "f".repeat(40),
        true,
        points,
        "steady",
        START,
        START.plusSeconds(3600L * points),
        false,
        IntStream.range(0, points).mapToObj(place -> point(place, place < at ? 0 : -0.1)).toList(),
        List.of(changes),
        List.of());
  }

  private static void assertInside(Chart chart) {
    for (Chart.Mark mark : chart.points()) {
      assertThat(mark.x()).isBetween((double) Chart.LEFT, (double) Chart.RIGHT);
      assertThat(mark.y()).isBetween((double) Chart.TOP, (double) Chart.BOTTOM);
      assertThat(mark.high()).isBetween((double) Chart.TOP, mark.y());
      assertThat(mark.low()).isBetween(mark.y(), (double) Chart.BOTTOM);
    }
    for (Chart.Mark mark : chart.reference()) {
      assertThat(mark.y()).isBetween((double) Chart.REFERENCE_TOP, (double) Chart.REFERENCE_BOTTOM);
    }
    for (Chart.Row row : chart.rows()) {
      assertThat(row.y()).isBetween((double) Chart.TOP, (double) Chart.REFERENCE_BOTTOM);
    }
    assertThat(chart.rows().stream().filter(row -> row.words().endsWith("%"))).hasSizeBetween(2, 8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 28, 300, 301, 10_000})
  void allIsInsideWhateverThereIs(int points) {
    Chart chart = SeriesChart.of(view(points, points / 2));
    assertInside(chart);
    assertThat(chart.points()).hasSizeBetween(Math.min(points, 150), 300);
    assertThat(chart.columns()).hasSizeBetween(1, 7);
    assertThat(chart.note().isEmpty()).isEqualTo(points <= 300);
  }

  @Test
  void aChangeIsBetweenItsPointsAndItsShadeReachesAsFarAsItMay() {
    Chart chart = SeriesChart.of(view(20, 12, change(12, "loss", -0.1)));
    Chart.Line line = chart.changes().getFirst();
    assertThat(line.x()).isBetween(chart.points().get(11).x(), chart.points().get(12).x());
    assertThat(line.left()).isEqualTo(chart.points().get(10).x());
    assertThat(line.right()).isEqualTo(chart.points().get(13).x());
    assertThat(line.colour()).isEqualTo("bad");
    assertThat(chart.description())
        .contains("20 points from 2026-11-01 to 2026-11-01", "Worse by \u221210.0 %");
  }

  @Test
  void neighboursLabelsDoNotLieOnEachOther() {
    Chart chart =
        SeriesChart.of(
            view(
                200,
                100,
                change(100, "loss", -0.1),
                change(103, "gain", 0.1),
                change(190, "machine", 0.02)));
    assertThat(chart.changes().get(0).labelY()).isNotEqualTo(chart.changes().get(1).labelY());
    assertThat(chart.changes().get(2).anchor()).isEqualTo("end");
  }

  @Test
  void noDotReachesOverAChange() {
    List<Buckets.Bucket> buckets = Buckets.of(1000, 300, Set.of(501));
    assertThat(buckets).noneMatch(bucket -> bucket.from() < 501 && bucket.until() > 501);
    assertThat(buckets.stream().mapToInt(Buckets.Bucket::size).sum()).isEqualTo(1000);
    Chart chart = SeriesChart.of(view(1000, 501, change(501, "loss", -0.1)));
    assertThat(chart.points().stream().map(Chart.Mark::y).distinct().count()).isEqualTo(2);
  }

  @Test
  void aMeansIntervalIsNarrowerThanItsPoints() {
    Buckets.Mean mean =
        Buckets.Mean.difference(IntStream.range(0, 16).mapToObj(place -> point(place, 0)).toList());
    assertThat(mean.high() - mean.low()).isBetween(0.0019, 0.0021);
  }
}

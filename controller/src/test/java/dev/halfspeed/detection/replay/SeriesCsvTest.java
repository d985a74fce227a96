package dev.halfspeed.detection.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.detection.Better;
import dev.halfspeed.detection.Series;
import dev.halfspeed.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SeriesCsvTest {
  @Test
  void readsSeriesInAnyOrderOfColumns() throws Problem {
    List<Series> series =
        SeriesCsv.read(
            """
            # two series
            value,series,label,boots,time

            100,tps,"v6.1, rc1",4,2026-11-29T10:15:00Z
            7,latency,v6.1,,
            110.5,tps,v6.2,2,
            """,
            "f.csv",
            Better.LOWER);

    assertThat(series).extracting(Series::name).containsExactly("tps", "latency");
    assertThat(series.getFirst().points()).hasSize(2);
    assertThat(series.getFirst().points().getFirst().label()).isEqualTo("v6.1, rc1");
    assertThat(series.getFirst().points().get(1).value()).isCloseTo(Math.log(110.5), within(1e-12));
    assertThat(series.getFirst().points().get(1).boots()).isEqualTo(2);
    assertThat(series.get(1).points().getFirst().boots()).isEqualTo(4);
    assertThat(series.get(1).better()).isEqualTo(Better.LOWER);
  }

  @Test
  void readsRatiosWithTheirReference() throws Problem {
    List<Series> series =
        SeriesCsv.read("ratio,variance,reference\r\n-0.01,0.0001,4.6\r\n", "f", Better.HIGHER);

    var point = series.getFirst().points().getFirst();
    assertThat(point.value()).isEqualTo(-0.01);
    assertThat(point.variance().orElseThrow()).isEqualTo(0.0001);
    assertThat(point.reference().orElseThrow()).isEqualTo(4.6);
    assertThat(point.label()).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|has no points",
        "value|has no points",
        "valu\\n1|line 1 names a column \"valu\", which is unknown",
        "value,value\\n1,1|line 1 names the column value twice",
        "value,ratio\\n1,1|line 1 names both value and ratio",
        "series,label\\na,b|line 1 names neither value nor ratio",
        "value,variance\\n1,1|line 1 names variance beside value",
        "value\\n1\\n1,2|line 3 has 2 cells",
        "value\\n1\\nabc|line 3 has the value \"abc\", which is no number",
        "value\\nNaN|line 2 has the value \"NaN\", which is no number",
        "value\\n0|line 2 has the value 0",
        "value,label\\n,a|line 2 has no value",
        "value,boots\\n1,0|line 2 has 0 boots",
        "value,boots\\n1,1.5|line 2 has 1.5 boots",
        "value,time\\n1,yesterday|line 2 has the time \"yesterday\"",
        "ratio,variance\\n1,-1|line 2 has a variance below 0",
        "ratio,reference\\n1,2\\n1,|line 3 has no reference, unlike the first point",
        "value,label\\n1,\"a|line 2 has a quote that is not closed",
      })
  void saysWhichLineIsWrong(String text, String message) {
    Problem problem =
        catchThrowableOfType(
            Problem.class, () -> SeriesCsv.read(text.replace("\\n", "\n"), "f.csv", Better.HIGHER));

    assertThat(problem.what()).startsWith("f.csv").contains(message);
    assertThat(problem.nextStep()).isNotBlank();
  }

  @Test
  void theCapacityOfABootIsThatOfTheTable() {
    // Of a binary input with normal noise, for levels so many standard deviations apart.
    assertThat(BootCost.capacity(0.5)).isCloseTo(0.044, within(0.001));
    assertThat(BootCost.capacity(1)).isCloseTo(0.161, within(0.001));
    assertThat(BootCost.capacity(2)).isCloseTo(0.486, within(0.001));
    assertThat(BootCost.capacity(4)).isCloseTo(0.913, within(0.001));
  }
}

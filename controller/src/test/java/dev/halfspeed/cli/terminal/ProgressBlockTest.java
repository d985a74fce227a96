package dev.halfspeed.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The block at the foot of a terminal. */
final class ProgressBlockTest {
  @Test
  void showsWhereItStands() {
    assertThat(draw(100, 24))
        .isEqualTo(
            """
            searching  ##################......  3 of 66 suspects left, 5 min 41 s so far
              about 6 boots, 1 min; 99 % to name the culprit within 200 boots; finds a loss from 0.11 %
              local  booting 1 s (run)  cccccccccc futex: keep waiters sorted
              most likely  62 %   cccccccccc futex: keep waiters sorted
                           30 %   5555555555 mm: look twice before taking the lruvec lock
                           8 %    7777777777 fs: rename a field of struct file
              effect -24.1 % (95 %: -24.6 % to -23.7 %), noise 0.05 %, 4 boots, 5 builds
              http://127.0.0.1:7450/bisections/k3f9\
            """);
  }

  @Test
  void anImprovementIsAGain() {
    assertThat(
            ProgressBlock.lines(
                Views.ofAnImprovement(0.99, Views.narrow()),
                Views.at(341),
                new Tty.Size(100, 24),
                false))
        .extracting(ProgressBlock.Line::text)
        .anyMatch(line -> line.endsWith("; finds a gain from 0.11 %"));
  }

  @Test
  void aNarrowTerminalCutsLinesAndDropsTheBar() {
    assertThat(draw(40, 24))
        .isEqualTo(
            """
            searching  3 of 66 suspects left, 5...
              about 6 boots, 1 min; 99 % to name...
              local  booting 1 s (run)  cccccccc...
              most likely  62 %   cccccccccc fut...
                           30 %   5555555555 mm:...
                           8 %    7777777777 fs:...
              effect -24.1 % (95 %: -24.6 % to -...
              http://127.0.0.1:7450/bisections/k3f9\
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 33, 79, 80, 200, 500})
  void noLineIsEverTooLongAndTheBlockNeverFillsTheScreen(int columns) {
    for (int rows = 1; rows < 30; rows++) {
      Tty.Size size = new Tty.Size(columns, rows);
      List<ProgressBlock.Line> lines =
          ProgressBlock.lines(Views.searching(), Views.at(312), size, true);
      assertThat(lines)
          .hasSizeLessThan(size.rows())
          .allMatch(line -> line.text().length() < size.columns());
    }
  }

  @Test
  void theBarIsFullWhenOneIsLeft() {
    assertThat(ProgressBlock.bar(66, 66, 8, false)).isEqualTo("........");
    assertThat(ProgressBlock.bar(8, 64, 8, false)).isEqualTo("####....");
    assertThat(ProgressBlock.bar(1, 66, 8, false)).isEqualTo("########");
    assertThat(ProgressBlock.bar(0, 0, 8, false)).isEqualTo("########");
  }

  private static String draw(int columns, int rows) {
    return ProgressBlock.lines(Views.narrow(), Views.at(341), new Tty.Size(columns, rows), false)
        .stream()
        .map(ProgressBlock.Line::text)
        .collect(Collectors.joining("\n"));
  }
}

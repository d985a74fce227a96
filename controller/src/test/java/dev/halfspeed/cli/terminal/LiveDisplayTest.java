package dev.halfspeed.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is left on a screen after drawing. */
final class LiveDisplayTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Screen screen = new Screen();
  private Tty.Size size = new Tty.Size(100, 30);
  private Instant now = Views.at(6);
  private final LiveDisplay display =
      new LiveDisplay(
          new PrintStream(written, true, StandardCharsets.UTF_8),
          () -> Optional.of(size),
          () -> now,
          false,
          false);

  @Test
  void theBlockIsReplacedAndTheTaleStaysAboveIt() {
    show(Views.started(), 6);
    show(Views.searching(), 312);
    show(Views.narrow(), 341);
    assertThat(screen.text())
        .contains("sample 1: 1,318 tps")
        .contains("unbuildable")
        .containsOnlyOnce("suspects left")
        .containsOnlyOnce("most likely")
        .endsWith("  http://127.0.0.1:7450/bisections/k3f9");
  }

  @Test
  void afterItsEndTheBlockIsGone() {
    show(Views.started(), 6);
    show(Views.narrow(), 341);
    display.finish();
    show(Views.found(), 400);
    assertThat(screen.text()).contains("sample 2: ").doesNotContain("suspects left");
  }

  @Test
  void noMoreThanFourDrawingsASecond() {
    show(Views.started(), 6);
    int before = written.size();
    display.show(Views.searching());
    display.tick();
    assertThat(written.size()).isEqualTo(before);
    now = now.plusMillis(250);
    display.tick();
    assertThat(written.size()).isGreaterThan(before);
  }

  @Test
  void nothingIsWrittenWhileNothingChanges() {
    show(Views.started(), 6);
    int before = written.size();
    now = now.plusMillis(300);
    display.tick();
    assertThat(written.size()).isEqualTo(before);
  }

  @Test
  void anOldBlockThatBecameNarrowerIsCountedInRows() {
    ProgressBlock.Line line = new ProgressBlock.Line(ProgressBlock.Style.PLAIN, "x".repeat(99));
    assertThat(LiveDisplay.rows(java.util.List.of(line, line), 100)).isEqualTo(2);
    assertThat(LiveDisplay.rows(java.util.List.of(line, line), 50)).isEqualTo(4);
    size = new Tty.Size(100, 30);
  }

  private void show(dev.halfspeed.report.view.BisectionView view, int second) {
    now = Views.at(second);
    display.show(view);
  }

  /** A terminal that knows what is used here. */
  private final class Screen {
    String text() {
      java.util.List<StringBuilder> lines = new java.util.ArrayList<>();
      lines.add(new StringBuilder());
      int row = 0;
      int column = 0;
      String all = written.toString(StandardCharsets.UTF_8);
      for (int i = 0; i < all.length(); i++) {
        char c = all.charAt(i);
        if (c == '\n') {
          row++;
          column = 0;
          if (row == lines.size()) {
            lines.add(new StringBuilder());
          }
        } else if (c == '\r') {
          column = 0;
        } else if (c == '\u001b') {
          int end = i + 2;
          while (!Character.isLetter(all.charAt(end))) {
            end++;
          }
          String argument = all.substring(i + 2, end);
          switch (all.charAt(end)) {
            case 'A' -> row -= Integer.parseInt(argument);
            case 'K' -> lines.get(row).setLength(column);
            case 'J' -> {
              lines.get(row).setLength(column);
              lines.subList(row + 1, lines.size()).clear();
            }
            default -> assertThat(argument).startsWith("?2026");
          }
          i = end;
        } else {
          StringBuilder line = lines.get(row);
          if (column < line.length()) {
            line.setCharAt(column, c);
          } else {
            line.append(c);
          }
          column++;
        }
      }
      return String.join("\n", lines).stripTrailing();
    }
  }
}

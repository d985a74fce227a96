package dev.halfspeed.cli.terminal;

import dev.halfspeed.report.Printable;
import dev.halfspeed.report.view.BisectionView;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines that stay, above a small block that is drawn anew in its place. Each drawing is written in
 * one piece and replaces the old one without clearing it first, so nothing flickers.
 */
public final class LiveDisplay implements Display {
  /** At most four drawings a second. */
  public static final Duration PACE = Duration.ofMillis(250);

  private static final String LINE_END = "\u001b[K\n";
  private static final String CLEAR_BELOW = "\u001b[J";

  private static final int LONGEST_LINE = 2000;

  private final PrintStream out;
  private final Tty tty;
  private final InstantSource clock;
  private final boolean color;
  private final boolean blocks;
  private final Narrator narrator = new Narrator(false);
  private final List<String> above = new ArrayList<>();
  private List<ProgressBlock.Line> drawn = List.of();
  private int drawnColumns;
  private @Nullable BisectionView last;
  private @Nullable Instant drawnAt;
  private boolean finished;

  /**
   * Draws on a terminal.
   *
   * @param blocks whether it shows block characters
   */
  public LiveDisplay(PrintStream out, Tty tty, InstantSource clock, boolean color, boolean blocks) {
    this.out = out;
    this.tty = tty;
    this.clock = clock;
    this.color = color;
    this.blocks = blocks;
  }

  @Override
  public synchronized void show(BisectionView view) {
    last = view;
    above.addAll(narrator.tell(view, clock.instant()));
    draw();
  }

  @Override
  public synchronized void tick() {
    draw();
  }

  @Override
  public synchronized void note(String line) {
    above.add(line);
    draw();
  }

  @Override
  public synchronized void finish() {
    if (!finished) {
      finished = true;
      Tty.Size size = size();
      StringBuilder text = new StringBuilder();
      write(text, size, List.of());
      out.print(text);
      out.flush();
    }
  }

  private void draw() {
    Instant now = clock.instant();
    if (finished || last == null || (drawnAt != null && now.isBefore(drawnAt.plus(PACE)))) {
      return;
    }
    drawnAt = now;
    Tty.Size size = size();
    List<ProgressBlock.Line> block = ProgressBlock.lines(last, now, size, blocks);
    if (above.isEmpty() && block.equals(drawn) && size.columns() == drawnColumns) {
      return;
    }
    StringBuilder text = new StringBuilder("\u001b[?2026h");
    write(text, size, block);
    text.append("\u001b[?2026l");
    out.print(text);
    out.flush();
    drawn = block;
    drawnColumns = size.columns();
  }

  /** The old block replaced by the lines that stay and the new block. */
  private void write(StringBuilder text, Tty.Size size, List<ProgressBlock.Line> block) {
    int rows = rows(drawn, size.columns());
    if (rows > 0) {
      text.append("\u001b[").append(rows).append('A').append('\r');
    }
    if (size.columns() != drawnColumns) {
      text.append(CLEAR_BELOW);
    }
    for (String line : above) {
      text.append(Printable.line(line, LONGEST_LINE)).append(LINE_END);
    }
    above.clear();
    for (ProgressBlock.Line line : block) {
      text.append(color ? line.style().paint(line.text()) : line.text()).append(LINE_END);
    }
    text.append(CLEAR_BELOW);
  }

  /** Rows that a block takes now: a terminal that became narrower has broken its lines. */
  static int rows(List<ProgressBlock.Line> block, int columns) {
    return block.stream()
        .mapToInt(line -> line.text().codePointCount(0, line.text().length()))
        .map(length -> Math.max(1, (length + columns - 1) / columns))
        .sum();
  }

  private Tty.Size size() {
    return tty.size().orElse(new Tty.Size(80, 24));
  }
}

package dev.halfspeed.cli.terminal;

import dev.halfspeed.report.Printable;
import dev.halfspeed.report.view.BisectionView;
import java.io.PrintStream;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** One line for each thing that happens: for pipes and files. */
public final class PlainDisplay implements Display {
  private static final int LONGEST_LINE = 2000;

  private final PrintStream out;
  private final InstantSource clock;
  private final Narrator narrator = new Narrator(true);
  private @Nullable BisectionView last;
  private boolean finished;

  /** Writes to a stream. */
  public PlainDisplay(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  @Override
  public synchronized void show(BisectionView view) {
    last = view;
    if (!finished) {
      narrator.tell(view, clock.instant()).forEach(this::print);
    }
  }

  @Override
  public synchronized void tick() {
    if (last != null && !finished) {
      narrator.heartbeat(last, clock.instant()).forEach(this::print);
    }
  }

  @Override
  public synchronized void note(String line) {
    if (!finished) {
      print(line);
    }
  }

  @Override
  public synchronized void finish() {
    finished = true;
  }

  private void print(String line) {
    out.println(Printable.line(line, LONGEST_LINE));
    out.flush();
  }
}

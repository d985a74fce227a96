package dev.halfspeed.cli.terminal;

import dev.halfspeed.report.view.BisectionView;

/** Shows a bisection while it goes on. Every method may be called from any thread. */
public interface Display {
  /** Shows a newer state. */
  void show(BisectionView view);

  /** Called several times a second, so that time can be seen to pass. */
  void tick();

  /** Says something beside the bisection's own tale, once. */
  void note(String line);

  /** Leaves the screen in order; nothing is shown after that. */
  void finish();
}

package dev.halfspeed.dispatch;

import java.time.Duration;

/** Time that passes while a machine boots; tests let it pass faster. */
public interface Pace {
  /** The clock of this machine. */
  Pace REAL =
      new Pace() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
          Thread.sleep(duration);
        }
      };

  /** As {@link System#nanoTime}. */
  long nanoTime();

  /** Waits. */
  void sleep(Duration duration) throws InterruptedException;
}

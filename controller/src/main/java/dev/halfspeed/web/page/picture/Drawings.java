package dev.halfspeed.web.page.picture;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import java.util.concurrent.Semaphore;

/**
 * Drawings that are asked for: one is drawn, a few wait for it, and further ones are refused, so
 * that pictures never hold all the threads that answer. Safe for use by several threads.
 */
final class Drawings {
  private final Semaphore places;

  /**
   * None is asked for yet.
   *
   * @param most the one that is drawn and those that wait
   */
  Drawings(int most) {
    places = new Semaphore(most);
  }

  /** Something that is drawn. */
  interface Drawing {
    byte[] draw() throws Problem;
  }

  /**
   * Draws when its turn comes.
   *
   * @throws Problem when too many wait already, or it can't be drawn
   */
  byte[] draw(Drawing drawing) throws Problem {
    if (!places.tryAcquire()) {
      throw new Problem(
          ProblemCode.BUSY,
          "The controller draws as many pictures as it can",
          "Try again in a moment, or take the same chart as .svg, which has not to be drawn.");
    }
    try {
      synchronized (places) {
        return drawing.draw();
      }
    } finally {
      places.release();
    }
  }
}

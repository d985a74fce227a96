package dev.halfspeed.watch;

import dev.halfspeed.core.Principal;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.watch.WatchValues;
import dev.halfspeed.report.view.watch.WatchView;
import java.util.List;

/** All that a person can do with watches. Any thread may call. */
public interface Watches {
  /**
   * Checks a watch whole, and adds it.
   *
   * @param by who adds it
   * @throws Problem when anything is not as it must be; nothing was added then
   */
  WatchView add(WatchRequest request, Principal by) throws Problem;

  /** All watches that were not removed, without their points. */
  List<WatchView> list();

  /**
   * A watch with its points.
   *
   * @throws Problem when there is none of that name
   */
  WatchView show(String name) throws Problem;

  /**
   * All values of a watch's series, in the order in which these began.
   *
   * @throws Problem when there is none of that name
   */
  List<WatchValues> values(String name) throws Problem;

  /**
   * Starts no new points; what is being measured goes on to its end.
   *
   * @param reason for people; may be empty
   * @throws Problem when there is no such watch, or it is paused already
   */
  WatchView pause(String name, Principal by, String reason) throws Problem;

  /**
   * Goes on with a watch that was paused.
   *
   * @throws Problem when there is no such watch, or it is not paused
   */
  WatchView resume(String name, Principal by, String reason) throws Problem;

  /**
   * Looks at the repository now.
   *
   * @throws Problem when there is no such watch, or it does not run now
   */
  WatchView runNow(String name, Principal by) throws Problem;

  /**
   * Ends a watch for good: what waits is dropped, what is being measured is cancelled, what was
   * measured is kept. Its name is free again.
   *
   * @throws Problem when there is no such watch
   */
  WatchView remove(String name, Principal by, String reason) throws Problem;
}

package dev.halfspeed.search;

import java.util.List;
import java.util.Optional;

/**
 * The search for one commit: what the evidence says, and what a free slot should do next. Both are
 * pure functions of their arguments.
 */
public interface Search {

  /**
   * What the evidence says.
   *
   * @param evidence all of it, in the order in which it came
   * @param machines how many measure at once, for the forecast; at least 1
   */
  Assessment assess(List<Evidence> evidence, int machines);

  /**
   * The same in short, and cheap at any size of the range.
   *
   * @param evidence all of it, in the order in which it came
   */
  Standing standing(List<Evidence> evidence);

  /**
   * The conclusion that the evidence allows already; empty while something is left to do.
   *
   * @param evidence all of it, in the order in which it came
   */
  Optional<Decision.Conclude> concluded(List<Evidence> evidence);

  /**
   * What a free slot should do next.
   *
   * @param evidence all of it, in the order in which it came
   * @param inFlight work that was handed out and has not come back, on all machines
   */
  Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot);

  /**
   * The work under way whose outcome would change next to nothing any more: to be cancelled, so
   * that its machine is free.
   *
   * @param evidence all of it, in the order in which it came
   * @param inFlight work that was handed out and has not come back, on all machines
   * @return some of {@code inFlight}
   */
  List<Work> useless(List<Evidence> evidence, List<Work> inFlight);
}

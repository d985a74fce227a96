package dev.halfspeed.benchmark.strategy;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import java.util.List;
import java.util.Optional;

/**
 * A rule that looks for the culprit of one world. It may remember what it did: a lab asks it for
 * one bisection only, in the order of time.
 */
public interface Player {
  /**
   * What a free slot should do next.
   *
   * @param evidence all of it, in the order in which it came
   * @param inFlight work that was handed out and has not come back
   */
  Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot);

  /** The work in flight that can be cancelled. */
  default List<Work> useless(List<Evidence> evidence, List<Work> inFlight) {
    return List.of();
  }

  /**
   * How it ends when every machine rests and nothing is under way.
   *
   * @param why the reason that the last machine was given for resting
   * @return empty where that is a fault of the player
   */
  default Optional<Conclusion> nothingLeft(List<Evidence> evidence, int machines, String why) {
    return Optional.empty();
  }

  /**
   * The answer that is only left to be proved. A player that proves nothing concludes instead.
   *
   * @param evidence all of it, in the order in which it came
   */
  default Optional<Answer> accepted(List<Evidence> evidence) {
    return Optional.empty();
  }

  /**
   * A commit that is held to be guilty.
   *
   * @param suspect its number
   * @param probability as the player states it
   */
  record Answer(int suspect, double probability) {}
}

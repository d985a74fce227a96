package dev.halfspeed.watch;

import dev.halfspeed.problem.Problem;
import java.time.Duration;
import java.time.Instant;

/**
 * The lab, as far as watches use it. The caller chooses a campaign's id and writes it down first,
 * so that a campaign begins once however often somebody dies in between.
 */
public interface PointCampaigns {
  /**
   * Checks whatever of an order can be known without a machine: recipe, parameters, configuration,
   * lab file, kernels.
   *
   * @throws Problem the first thing that is not as it must be
   */
  Checked check(PointOrder order) throws Problem;

  /**
   * What a check found.
   *
   * @param machines how many machines the lab has
   */
  record Checked(int machines) {}

  /** A new id, unique among all controllers. */
  String newId();

  /**
   * Begins a campaign, of the lowest priority; does nothing when it exists already. May take
   * minutes, since it looks at the machines.
   *
   * @throws Problem when it can't begin now; nothing was begun then
   */
  void begin(String campaign, PointOrder order) throws Problem;

  /** Where a campaign stands. */
  State state(String campaign);

  /** Where a campaign stands. */
  sealed interface State {
    /** No campaign of this id exists: it has not begun. */
    record Unknown() implements State {}

    /** It has not ended. */
    record Running() implements State {}

    /** It has ended. */
    record Ended(PointResult result) implements State {}
  }

  /** Ends a campaign. Does nothing when it has ended or does not exist. */
  void cancel(String campaign);

  /** How long machines worked for all campaigns of an owner since then. */
  Duration used(String owner, Instant since);
}

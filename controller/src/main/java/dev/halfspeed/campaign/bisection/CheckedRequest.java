package dev.halfspeed.campaign.bisection;

import dev.halfspeed.history.CommitRange;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.util.List;

/**
 * A request in which everything was found to be as it must be, with what it refers to at hand.
 * Whoever has one closes its history.
 */
record CheckedRequest(
    BisectionRequest request,
    KernelHistory history,
    CommitRange range,
    Recipe recipe,
    RecipePlan plan,
    Job.ConfigBase configBase,
    List<String> configFragments,
    List<ConnectedMachine> stations,
    Resolved resolved)
    implements AutoCloseable {

  /** The same with what was settled when it was first checked. */
  CheckedRequest with(Resolved kept) {
    return new CheckedRequest(
        request, history, range, recipe, plan, configBase, configFragments, stations, kept);
  }

  @Override
  public void close() {
    history.close();
  }
}

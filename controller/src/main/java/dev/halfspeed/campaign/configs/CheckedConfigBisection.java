package dev.halfspeed.campaign.configs;

import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.util.List;

/**
 * A request in which everything was found to be as it must be, with what it refers to at hand.
 * Whoever has one closes its history.
 *
 * @param guest the fragment that every build gets last
 */
record CheckedConfigBisection(
    ConfigBisectionRequest request,
    KernelHistory history,
    CommitInfo commit,
    Recipe recipe,
    RecipePlan plan,
    List<String> guest,
    List<ConnectedMachine> stations,
    ConfigBisectionDetail detail)
    implements AutoCloseable {

  /** The same with what was settled when it was first checked. */
  CheckedConfigBisection with(ConfigBisectionDetail kept) {
    return new CheckedConfigBisection(
        request, history, commit, recipe, plan, guest, stations, kept);
  }

  @Override
  public void close() {
    history.close();
  }
}

package dev.halfspeed.campaign.comparison;

import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.util.List;

/**
 * A comparison in which everything was found to be as it must be, with what it refers to at hand.
 * Whoever has one closes its histories.
 */
record CheckedComparison(
    ComparisonRequest request,
    List<Variant> variants,
    Recipe recipe,
    List<ConnectedMachine> stations,
    ComparisonDetail detail)
    implements AutoCloseable {

  /**
   * One of those that are compared.
   *
   * @param reverts commits whose changes are taken back, one after the other
   */
  record Variant(
      KernelHistory history,
      CommitInfo commit,
      List<CommitInfo> reverts,
      Job.ConfigBase configBase,
      List<String> configFragments,
      List<String> kernelArguments,
      RecipePlan plan) {}

  /** The same with what was settled when it was first checked. */
  CheckedComparison with(ComparisonDetail kept) {
    return new CheckedComparison(request, variants, recipe, stations, kept);
  }

  @Override
  public void close() {
    variants.forEach(variant -> variant.history().close());
  }
}

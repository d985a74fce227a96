package dev.halfspeed.campaign.bisection;

import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.CommitRange;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Sought;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.util.List;
import java.util.Map;

/**
 * What files tell of a request, before any machine is asked. Whoever has one closes its history, or
 * hands it on.
 *
 * @param goodEnd the commit that is measured as the good end
 * @param configFragments texts, the guest's own last
 * @param configWords the configuration for people
 */
record CheckedFiles(
    BisectionRequest request,
    KernelHistory history,
    CommitInfo good,
    CommitInfo goodEnd,
    CommitInfo bad,
    CommitRange range,
    Recipe recipe,
    Map<String, String> parameters,
    RecipePlan plan,
    Recipe.Metric metric,
    Sought sought,
    Job.ConfigBase configBase,
    List<String> configFragments,
    String configWords)
    implements AutoCloseable {

  /** How the metric's values become the search's numbers. */
  MetricScale scale() {
    return new MetricScale(metric.higherIsBetter(), sought);
  }

  @Override
  public void close() {
    history.close();
  }
}

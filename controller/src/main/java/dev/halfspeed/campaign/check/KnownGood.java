package dev.halfspeed.campaign.check;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.core.ContentDigest;
import dev.halfspeed.jobs.ImageKey;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The kernel that machines are checked with, and what is run in it.
 *
 * @param snapshot the commit that is sent to machines
 * @param snapshots the repository that has it
 * @param configFragments texts, the guest's own last
 * @param configWords the configuration for people
 */
record KnownGood(
    CommitLine commit,
    String snapshot,
    Path snapshots,
    Recipe recipe,
    RecipePlan plan,
    Recipe.Metric metric,
    Job.ConfigBase configBase,
    List<String> configFragments,
    String configWords) {

  /** Digest of all that decides what is built and measured, but for the machine's compiler. */
  String settings() {
    var parts = new ArrayList<String>();
    parts.add(snapshot);
    parts.add(plan.digest());
    new TreeMap<>(plan.parameters()).forEach((name, value) -> parts.add(name + "=" + value));
    parts.add(metric.name());
    parts.add(ImageKey.part(configBase));
    parts.addAll(configFragments);
    return ContentDigest.of(parts);
  }
}

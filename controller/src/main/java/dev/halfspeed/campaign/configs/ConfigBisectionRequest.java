package dev.halfspeed.campaign.configs;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a user wants to have found, as it was asked: nothing in it has been checked.
 *
 * @param repository name of a registered git repository of a kernel, or its path, which is what is
 *     kept
 * @param revision the one commit that is built
 * @param good what people call the good configuration, such as its file's name
 * @param bad what people call the bad one
 * @param goodConfig text of the good .config
 * @param badConfig text of the bad .config
 * @param recipe name of a recipe, or the path of a recipe's folder
 * @param profile a named set of the recipe's parameters; absent: its defaults
 * @param parameters values that override the profile
 * @param lab name of a registered lab, or path of a lab file; absent: the machine at hand
 * @param metric the metric; absent: the recipe's first
 * @param confidence how probable the options are to be
 * @param runs of the recipe in each boot; 0: as many as bring most information for their time
 * @param maximumBoots budget in measured boots
 * @param seed of every random choice, and of the recipe's
 * @param priority those with a higher one have the lab's machines first; absent: 0
 * @param maximumMachineHours what all its jobs together may take of machines; absent: no limit
 */
public record ConfigBisectionRequest(
    String repository,
    String revision,
    String good,
    String bad,
    String goodConfig,
    String badConfig,
    String recipe,
    @Nullable String profile,
    Map<String, String> parameters,
    @Nullable String lab,
    @Nullable String metric,
    double confidence,
    int runs,
    int maximumBoots,
    long seed,
    @Nullable Integer priority,
    @Nullable Double maximumMachineHours) {
  public ConfigBisectionRequest {
    parameters = Map.copyOf(parameters);
  }

  /** The same for a repository by its path. */
  public ConfigBisectionRequest of(String path) {
    return with(path, revision);
  }

  /** The same with this commit: what its revision meant when it was first asked. */
  ConfigBisectionRequest at(String commit) {
    return with(repository, commit);
  }

  private ConfigBisectionRequest with(String path, String commit) {
    return new ConfigBisectionRequest(
        path,
        commit,
        good,
        bad,
        goodConfig,
        badConfig,
        recipe,
        profile,
        parameters,
        lab,
        metric,
        confidence,
        runs,
        maximumBoots,
        seed,
        priority,
        maximumMachineHours);
  }
}

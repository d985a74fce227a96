package dev.halfspeed.campaign.check;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole check of machines, as it was asked for: nothing in it has been looked at. Paths are
 * absolute, on the controller's machine.
 *
 * @param repository name of a registered git repository of a kernel, or its path, which is what is
 *     kept
 * @param good a revision whose kernel is known to build, boot and be measured
 * @param recipe name of a recipe, or the path of a recipe's folder
 * @param profile a named set of the recipe's parameters; absent: its defaults
 * @param parameters values that override the profile
 * @param configBase path of a .config file, or a make target such as defconfig
 * @param configFragments paths of fragments, appended in order
 * @param lab name of a registered lab, or path of a lab file; absent: the machine at hand
 * @param machine name of one machine; absent: all of the lab
 * @param metric absent: the recipe's first
 * @param boots how often a machine boots it
 * @param runs of the recipe in each boot
 * @param seed of the recipe's random choices
 */
public record CheckRequest(
    String repository,
    String good,
    String recipe,
    @Nullable String profile,
    Map<String, String> parameters,
    String configBase,
    List<String> configFragments,
    @Nullable String lab,
    @Nullable String machine,
    @Nullable String metric,
    int boots,
    int runs,
    long seed) {
  public CheckRequest {
    parameters = Map.copyOf(parameters);
    configFragments = List.copyOf(configFragments);
  }

  /** The same for a repository by its path. */
  public CheckRequest of(String path) {
    return new CheckRequest(
        path,
        good,
        recipe,
        profile,
        parameters,
        configBase,
        configFragments,
        lab,
        machine,
        metric,
        boots,
        runs,
        seed);
  }

  /** The same for one machine, of the commit that its revision meant. */
  CheckRequest on(String name, String commit) {
    return new CheckRequest(
        repository,
        commit,
        recipe,
        profile,
        parameters,
        configBase,
        configFragments,
        lab,
        name,
        metric,
        boots,
        runs,
        seed);
  }
}

package dev.halfspeed.campaign.bisection;

import dev.halfspeed.search.Sought;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for, as it was asked: nothing in it has been checked. Paths are absolute, on the
 * controller's machine; only its own command line names any.
 *
 * @param repository name of a registered git repository of a kernel, or its path, which is what is
 *     kept
 * @param good a revision without the change that is looked for
 * @param bad a revision with it
 * @param recipe name of a recipe, or the path of a recipe's folder
 * @param profile a named set of the recipe's parameters; absent: its defaults
 * @param parameters values that override the profile
 * @param configBase path of a .config file, or a make target such as defconfig
 * @param configFragments paths of fragments, appended in order
 * @param lab name of a registered lab, or path of a lab file; absent: the machine at hand
 * @param metric absent: the recipe's first
 * @param confidence such as 0.99
 * @param firstParent only the first-parent line: finds the merge
 * @param paths only commits that touch these
 * @param runs runs per boot; 0: as the search decides
 * @param maximumBoots budget in measured boots
 * @param seed of every random choice, and of the recipe's
 * @param priority those with a higher one have the lab's machines first, if there is work for them;
 *     absent: 0
 * @param find regression, or improvement: whether the metric became worse or better from good to
 *     bad; absent: regression
 * @param known what was found out before; absent: nothing
 * @param maximumMachineHours what all its jobs together may take of machines; absent: no limit
 * @param perf whether profiles of a culprit and its parent are taken, in boots of their own;
 *     absent: they are
 */
public record BisectionRequest(
    String repository,
    String good,
    String bad,
    String recipe,
    @Nullable String profile,
    Map<String, String> parameters,
    String configBase,
    List<String> configFragments,
    @Nullable String lab,
    @Nullable String metric,
    double confidence,
    boolean firstParent,
    List<String> paths,
    int runs,
    int maximumBoots,
    long seed,
    @Nullable Integer priority,
    String find,
    @Nullable Known known,
    @Nullable Double maximumMachineHours,
    @Nullable Boolean perf) {

  /**
   * A commit between the ends that was measured before.
   *
   * @param commit its full id
   * @param probability that the change lies between the point before and this one
   */
  public record Point(String commit, double probability) {}

  /**
   * What was found out before it was asked.
   *
   * @param points where the change is, as a series of measured commits says, from the oldest to the
   *     newest; may be empty
   * @param comparison a comparison of the two ends: its boots stand for as many of the bisection's
   *     own; absent: there was none
   */
  public record Known(List<Point> points, @Nullable String comparison) {
    public Known {
      points = List.copyOf(points);
    }
  }

  /** Whether profiles of a culprit and its parent are taken. */
  boolean takesProfiles() {
    return !Boolean.FALSE.equals(perf);
  }

  /** The same with other ends: those that its revisions meant when it was first asked. */
  BisectionRequest withEnds(String otherGood, String otherBad) {
    return with(repository, otherGood, otherBad);
  }

  /** The same for a repository by its path. */
  public BisectionRequest of(String path) {
    return with(path, good, bad);
  }

  private BisectionRequest with(String otherRepository, String otherGood, String otherBad) {
    return new BisectionRequest(
        otherRepository,
        otherGood,
        otherBad,
        recipe,
        profile,
        parameters,
        configBase,
        configFragments,
        lab,
        metric,
        confidence,
        firstParent,
        paths,
        runs,
        maximumBoots,
        seed,
        priority,
        find,
        known,
        maximumMachineHours,
        perf);
  }

  public BisectionRequest {
    parameters = Map.copyOf(parameters);
    configFragments = List.copyOf(configFragments);
    paths = List.copyOf(paths);
    // Requests from before there was a choice have none.
    find = find == null ? Sought.REGRESSION.word() : find;
  }
}

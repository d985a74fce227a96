package dev.halfspeed.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person wants to have watched, as it was asked: nothing in it has been checked. Paths are
 * absolute, on the controller's machine.
 *
 * @param name that people know the watch by
 * @param repository a git repository of a kernel: its path, or the name that it is registered by
 * @param remote that is fetched before each look; absent: the repository moves by itself
 * @param refs what is watched, at least one
 * @param reference the revision that new kernels are compared with; pinned when the watch is added
 * @param workloads what is measured, at least one
 * @param configBase path of a .config file, or a make target such as defconfig
 * @param configFragments paths of fragments, appended in order
 * @param lab path of a lab file, or a lab's name; absent: the machine at hand
 * @param everyMinutes how often the repository is looked at, in minutes
 * @param start not before then; absent: at once
 * @param until not after then; absent: for ever
 * @param machineHoursADay budget in hours that machines work for the watch, within any 24 hours
 * @param bisectionsAnHour how many bisections the watch may start within any hour
 * @param blocks of two boots of each kernel, for each point
 * @param runs of the recipe in each boot
 * @param backlog how many points of a line may wait for each recipe; more are thinned
 * @param backfill how many of the newest tags that are there already are measured too
 * @param seed of every random choice, and of the recipes
 */
public record WatchRequest(
    String name,
    String repository,
    @Nullable String remote,
    List<Ref> refs,
    String reference,
    List<Workload> workloads,
    String configBase,
    List<String> configFragments,
    @Nullable String lab,
    long everyMinutes,
    @Nullable Instant start,
    @Nullable Instant until,
    double machineHoursADay,
    int bisectionsAnHour,
    int blocks,
    int runs,
    int backlog,
    int backfill,
    long seed) {

  public WatchRequest {
    refs = List.copyOf(refs);
    workloads = List.copyOf(workloads);
    configFragments = List.copyOf(configFragments);
  }

  /** Whether a line of points belongs to a branch that is made anew each time. */
  boolean isRebuilt(String line) {
    return refs.stream().anyMatch(ref -> ref.kind() == Kind.REBUILT && ref.pattern().equals(line));
  }

  /** What kind of ref is watched. */
  public enum Kind {
    /** The tip of a branch, or of each branch that fits a pattern, such as stable ones. */
    BRANCH,
    /** Tags that fit a pattern. */
    TAGS,
    /** A branch that is made anew, such as linux-next: only comparable with what it is based on. */
    REBUILT
  }

  /**
   * A ref that is watched.
   *
   * @param pattern the name of a branch or of tags; * stands for any text, ? for one letter
   * @param mainline the branch that a rebuilt one is based on; absent for others
   */
  public record Ref(Kind kind, String pattern, @Nullable String mainline) {}

  /**
   * What is measured.
   *
   * @param recipe name of a recipe, or the path of a recipe's folder
   * @param profile a named set of the recipe's parameters; absent: its defaults
   * @param parameters values that override the profile
   * @param metrics that may raise alarms; empty: all of the recipe
   */
  public record Workload(
      String recipe,
      @Nullable String profile,
      Map<String, String> parameters,
      List<String> metrics) {
    public Workload {
      parameters = Map.copyOf(parameters);
      metrics = List.copyOf(metrics);
    }
  }

  /** The same with another repository: the path of one that was named. */
  public WatchRequest of(String path) {
    return new WatchRequest(
        name,
        path,
        remote,
        refs,
        reference,
        workloads,
        configBase,
        configFragments,
        lab,
        everyMinutes,
        start,
        until,
        machineHoursADay,
        bisectionsAnHour,
        blocks,
        runs,
        backlog,
        backfill,
        seed);
  }

  /** How often the repository is looked at. */
  public Duration every() {
    return Duration.ofMinutes(everyMinutes);
  }

  /** The budget of machine time within any 24 hours. */
  public Duration machineTimeADay() {
    return Duration.ofSeconds(Math.round(machineHoursADay * 3600));
  }
}

package dev.halfspeed.report.view.watch;

import dev.halfspeed.report.view.BisectionView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A watch, as the API gives it.
 *
 * @param owner who added it; empty where that is not known
 * @param state active, paused, removed, ended (its time is over), scheduled (its time has not come)
 * @param fault what keeps it from its work; absent: nothing
 * @param lookedAt when the repository was looked at last; absent: never
 * @param nextLookAt when it will be; absent while it won't
 * @param repository path on the controller's machine
 * @param remote that is fetched before each look; absent: none
 * @param reference the pinned commit that new kernels are compared with
 * @param config kernel configuration and fragments
 * @param lab path of a lab file; absent: the machine at hand
 * @param start not before then; absent: at once
 * @param until not after then; absent: for ever
 * @param budget machine hours within any 24 hours
 * @param used of these, in the last 24 hours
 * @param bisectionsAnHour how many it may start
 * @param blocks of four boots for each point
 * @param runs of the recipe in each boot
 * @param backlog how many points of a line may wait for each recipe
 * @param series what was measured; empty in lists
 * @param points the last ones, the newest first; empty in lists
 * @param events what was done with the watch, the oldest first; empty in lists
 */
public record WatchView(
    String id,
    String name,
    String owner,
    Instant createdAt,
    String state,
    @Nullable String fault,
    @Nullable Instant lookedAt,
    @Nullable Instant nextLookAt,
    String repository,
    @Nullable String remote,
    List<Ref> refs,
    BisectionView.Commit reference,
    List<Workload> workloads,
    String config,
    @Nullable String lab,
    long everyMinutes,
    @Nullable Instant start,
    @Nullable Instant until,
    double budget,
    double used,
    int bisectionsAnHour,
    int blocks,
    int runs,
    int backlog,
    Counts counts,
    List<Series> series,
    List<Point> points,
    List<Event> events) {

  /**
   * What is watched.
   *
   * @param kind branch, tags or rebuilt
   * @param pattern name or pattern
   * @param mainline that a rebuilt tree is based on; absent for others
   */
  public record Ref(String kind, String pattern, @Nullable String mainline) {
    /** For people. */
    public String words() {
      return switch (kind) {
        case "tags" -> "tags " + pattern;
        case "rebuilt" -> "branch " + pattern + ", rebuilt on " + mainline;
        default -> "branch " + pattern;
      };
    }
  }

  /**
   * What is measured.
   *
   * @param metrics that may raise alarms; empty: all
   */
  public record Workload(
      String recipe,
      @Nullable String profile,
      Map<String, String> parameters,
      List<String> metrics) {
    /** For people. */
    public String words() {
      var words = new ArrayList<String>(List.of(recipe));
      if (profile != null) {
        words.add("profile " + profile);
      }
      new TreeMap<>(parameters).forEach((name, value) -> words.add(name + "=" + value));
      if (!metrics.isEmpty()) {
        words.add("alarms on " + String.join(", ", metrics));
      }
      return String.join(", ", words);
    }
  }

  /** How many points there are of each state. */
  public record Counts(int waiting, int measuring, int measured, int failed, int dropped) {}

  /**
   * A series.
   *
   * @param line the branch, or the series of tags
   * @param recipe that measures it
   * @param machineClass machines that measure alike
   * @param last its newest value; absent where it has none
   * @param verdict what detection says of it, for people
   * @param values how many it has
   */
  public record Series(
      String id,
      String line,
      String recipe,
      String machineClass,
      String metric,
      String unit,
      boolean higherIsBetter,
      int values,
      @Nullable Value last,
      String verdict) {}

  /**
   * A value of a series.
   *
   * @param name what the ref calls the new kernel
   * @param difference of the new kernel from the reference, as a part: 0.01 is 1 % more
   * @param error standard error of that
   * @param reference the reference's own value, in the metric's unit
   */
  public record Value(
      String name, String commit, Instant at, double difference, double error, double reference) {}

  /**
   * A point.
   *
   * @param name what the ref calls the commit
   * @param state waiting, measuring, measured, failed, dropped
   * @param campaign the comparison that measures it; absent where there is none
   * @param reason why it failed or was dropped; empty otherwise
   * @param endedAt absent while it has no end
   */
  public record Point(
      String line,
      String name,
      BisectionView.Commit commit,
      String recipe,
      String state,
      @Nullable String campaign,
      String reason,
      Instant seenAt,
      @Nullable Instant endedAt) {}

  /** What was done with the watch, or happened to it. */
  public record Event(Instant at, String kind, String principal, String reason) {}
}

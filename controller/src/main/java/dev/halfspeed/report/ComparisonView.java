package dev.halfspeed.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A comparison, as the API gives it.
 *
 * @param owner who asked for it; empty where that was not kept
 * @param endedAt absent while it runs
 * @param metric the one that decides
 * @param confidence the probability that no verdict is wrong, over all pairs and looks
 * @param smallest the smallest difference that matters, as a part of the metric: 0.01 is 1 %
 * @param variants in the order in which they were given
 * @param pairs every pair of variants, judged by the metric that decides
 * @param metrics all that was measured, the one that decides first
 * @param latencies of single transactions; absent where none were measured
 * @param boots that gave numbers so far
 * @param bootsToGo boots that it will probably still take; absent while that is not known, or when
 *     it has ended
 * @param activities what machines do for it now
 * @param conclusion one or a few sentences for people; absent while it runs
 * @param origin who asked for it, and what it gave rise to
 * @param counters what else differed between the first variant and each other one; none while it
 *     runs, and of variants of which nothing was counted
 */
public record ComparisonView(
    String id,
    BisectionView.State state,
    String owner,
    Instant createdAt,
    @Nullable Instant endedAt,
    String recipe,
    Map<String, String> parameters,
    String metric,
    String unit,
    boolean higherIsBetter,
    double confidence,
    double smallest,
    int maximumBoots,
    List<Variant> variants,
    List<Pair> pairs,
    List<Metric> metrics,
    @Nullable Latencies latencies,
    int boots,
    @Nullable Integer bootsToGo,
    List<BisectionView.Activity> activities,
    @Nullable String conclusion,
    CampaignOrigin origin,
    List<CounterEvidence> counters) {
  public ComparisonView {
    // A controller of an earlier version tells none.
    counters = counters == null ? List.of() : List.copyOf(counters);
  }

  /** One in which no counters were compared. */
  public ComparisonView(
      String id,
      BisectionView.State state,
      String owner,
      Instant createdAt,
      @Nullable Instant endedAt,
      String recipe,
      Map<String, String> parameters,
      String metric,
      String unit,
      boolean higherIsBetter,
      double confidence,
      double smallest,
      int maximumBoots,
      List<Variant> variants,
      List<Pair> pairs,
      List<Metric> metrics,
      @Nullable Latencies latencies,
      int boots,
      @Nullable Integer bootsToGo,
      List<BisectionView.Activity> activities,
      @Nullable String conclusion,
      CampaignOrigin origin) {
    this(
        id,
        state,
        owner,
        createdAt,
        endedAt,
        recipe,
        parameters,
        metric,
        unit,
        higherIsBetter,
        confidence,
        smallest,
        maximumBoots,
        variants,
        pairs,
        metrics,
        latencies,
        boots,
        bootsToGo,
        activities,
        conclusion,
        origin,
        List.of());
  }

  /**
   * One of those that are compared.
   *
   * @param what differs from the first variant beside the revision, in words; empty for nothing
   * @param boots that gave numbers
   * @param failure why it can't be tested; absent where it can
   */
  public record Variant(
      String name, BisectionView.Commit commit, String what, int boots, @Nullable String failure) {}

  /** What is known of two variants. */
  public enum Verdict {
    /** They differ; the difference may be smaller than what matters. */
    DIFFERENT,
    /** They differ by less than what matters, which was shown. */
    SAME,
    UNDECIDED,
    /** One of the two can't be tested. */
    UNTESTED
  }

  /**
   * Two variants.
   *
   * @param first name of the one with the smaller number
   * @param second name of the other, whose difference from the first is told
   * @param difference as a part of the first's value, with its interval; absent while there is none
   * @param bootsToGo boots of the two that a verdict will probably take; absent when it is decided,
   *     or not known
   */
  public record Pair(
      String first,
      String second,
      Verdict verdict,
      BisectionView.@Nullable Change difference,
      @Nullable Integer bootsToGo) {}

  /**
   * A metric of the recipe.
   *
   * @param values of each variant, the median of its boots; absent for one without numbers
   * @param differences of each variant from the first, with the interval of that metric by itself;
   *     absent for the first, and while there is none
   */
  public record Metric(
      String name,
      String unit,
      boolean higherIsBetter,
      List<@Nullable Double> values,
      List<BisectionView.@Nullable Change> differences) {}

  /**
   * The latencies of all transactions of each variant's boots.
   *
   * @param percentiles from 0, the least, to 100, the most
   * @param milliseconds for each variant those percentiles; none where nothing was measured
   * @param transactions of each variant
   */
  public record Latencies(
      List<Double> percentiles, List<List<Double>> milliseconds, List<Long> transactions) {}
}

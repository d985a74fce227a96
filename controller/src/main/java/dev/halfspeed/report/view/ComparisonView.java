package dev.halfspeed.report.view;

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
 * @param maximumBoots budget in measured boots of its own
 * @param boots that gave numbers so far, those of {@code earlier} ones that count among them
 * @param bootsToGo boots that it will probably still take; absent while that is not known, or when
 *     it has ended
 * @param activities what machines do for it now
 * @param conclusion one or a few sentences for people; absent while it runs
 * @param origin who asked for it, and what it gave rise to
 * @param measured every boot that counts, in the order in which they ended
 * @param faults attempts that gave nothing, or no evidence, in the order in which they ended
 * @param good name of the variant whose lead over the first is the loss that the others may give
 *     back; absent where it was not asked for that
 * @param recoveries what the others give back of it; none where there is no {@code good}, or no
 *     loss is shown, or nothing else was measured
 * @param counters what else differed between the first variant and each other one; none while it
 *     runs, and of variants of which nothing was counted
 * @param earlier comparisons that had asked the same before; absent where there is none
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
    List<Boot> measured,
    List<Fault> faults,
    @Nullable String good,
    List<Recovery> recoveries,
    List<CounterEvidence> counters,
    @Nullable Earlier earlier) {
  public ComparisonView {
    // A controller of an earlier version tells none.
    measured = measured == null ? List.of() : List.copyOf(measured);
    faults = faults == null ? List.of() : List.copyOf(faults);
    recoveries = recoveries == null ? List.of() : List.copyOf(recoveries);
    counters = counters == null ? List.of() : List.copyOf(counters);
  }

  /** One of which no single boots are told. */
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
        List.of(),
        List.of(),
        null,
        List.of(),
        List.of(),
        null);
  }

  /**
   * Comparisons that had asked the same before.
   *
   * @param comparisons their ids, the oldest first
   * @param boots of theirs that gave numbers
   * @param count whether these count in this one, too
   */
  public record Earlier(List<String> comparisons, int boots, boolean count) {
    public Earlier {
      comparisons = List.copyOf(comparisons);
    }
  }

  /** The boots that gave numbers without those of earlier comparisons. */
  public int ownBoots() {
    return earlier != null && earlier.count() ? boots - earlier.boots() : boots;
  }

  /**
   * A boot that counts.
   *
   * @param number among all that gave samples, from 1: by which people name its samples
   * @param job its job, as NAME/ATTEMPT
   * @param block the number of the block on its machine that it belongs to, from 1
   * @param values of the metric that decides, one a run
   * @param comparison id of the earlier comparison that made it and numbered it; absent: this one
   */
  public record Boot(
      int number,
      String variant,
      String machine,
      String job,
      int block,
      Instant startedAt,
      List<Double> values,
      @Nullable String comparison) {}

  /**
   * An attempt that gave nothing, or no evidence.
   *
   * @param kind of job, such as build or boot
   * @param variant absent where it was about none
   * @param job its name, as NAME/ATTEMPT
   */
  public record Fault(
      String kind,
      @Nullable String variant,
      String machine,
      String job,
      Instant startedAt,
      String outcome,
      String message) {}

  /**
   * What a variant gives back of a loss.
   *
   * @param share of the loss, in the metric that decides: 0 nothing, 1 all of it; the interval
   *     holds with the comparison's confidence
   */
  public record Recovery(String variant, BisectionView.Change share) {}

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

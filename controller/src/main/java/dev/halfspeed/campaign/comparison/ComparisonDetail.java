package dev.halfspeed.campaign.comparison;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.campaign.SharedSettings;
import dev.halfspeed.comparison.Stakes;
import dev.halfspeed.core.Experiment;
import dev.halfspeed.schedule.Settled;
import dev.halfspeed.work.BootWay;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison's request came to: kept with it.
 *
 * @param version of this record's format and of the rule by which its boots are judged
 * @param variants in the order of the request
 * @param parameters of the recipe, for the first variant
 * @param metrics of the recipe, the one that decides first
 * @param config the first variant's configuration, for people
 * @param settings digest of all that decides what is built and measured
 * @param machines names of the machines in the order in which the comparison numbers them
 * @param boots how each machine boots images, by its name
 * @param shared the {@link SharedSettings} of all variants; absent where they differ in more than
 *     the revision, and in a comparison of an earlier version
 * @param earlier comparisons that asked the same; absent where there is none
 */
record ComparisonDetail(
    int version,
    List<Variant> variants,
    String recipe,
    Map<String, String> parameters,
    List<Metric> metrics,
    String config,
    String settings,
    List<String> machines,
    Map<String, BootWay> boots,
    @Nullable String shared,
    @Nullable Earlier earlier)
    implements Settled {
  static final int VERSION = 2;

  /** Those before it were measured with other stakes, and keep the verdicts that these gave. */
  private static final int WITH_FOUR_STAKES = 2;

  /**
   * One of those that are compared.
   *
   * @param what differs from the first beside the revision, in words; empty for nothing
   * @param reverts ids of the commits whose changes are taken back, one after the other; absent in
   *     a comparison of an earlier version, which kept what was asked alone
   */
  record Variant(String name, CommitLine commit, String what, @Nullable List<String> reverts) {}

  /**
   * Comparisons that had asked the same before.
   *
   * @param comparisons their ids, the oldest first
   * @param boots of theirs that gave the metric and were not disturbed
   * @param count whether these count in this one, too
   */
  record Earlier(List<String> comparisons, int boots, boolean count) {
    public Earlier {
      comparisons = List.copyOf(comparisons);
    }
  }

  /** A metric of the recipe. */
  record Metric(String name, String unit, boolean higherIsBetter) {}

  /** What the variants' revisions meant when the request was checked. */
  List<ComparisonRequest.Pin> pins() {
    return variants.stream()
        .map(variant -> new ComparisonRequest.Pin(variant.commit().id(), variant.reverts()))
        .toList();
  }

  /** The bets by which its boots are judged. */
  Stakes stakes() {
    return version < WITH_FOUR_STAKES ? Stakes.OF_THREE : Stakes.OF_FOUR;
  }

  /** The metric that decides. */
  Metric metric() {
    return metrics.getFirst();
  }

  /**
   * What its boots can be compared by. Where variants differ in more than the revision, a boot is
   * not what the configuration and the parameters of the first say, so nobody else shares it.
   */
  Experiment experiment() {
    String others = variants.stream().map(Variant::what).collect(Collectors.joining("; "));
    return new Experiment(
        recipe,
        parameters,
        variants.stream().allMatch(variant -> variant.what().isEmpty())
            ? config
            : config + "; " + others);
  }

  /** The comparisons whose boots count in this one, the oldest first. */
  List<String> counted() {
    return earlier != null && earlier.count() ? earlier.comparisons() : List.of();
  }

  /** How many boots of theirs do. */
  int countedBoots() {
    return earlier != null && earlier.count() ? earlier.boots() : 0;
  }

  /** The same after comparisons that had asked the same. */
  ComparisonDetail after(Earlier others) {
    return new ComparisonDetail(
        version,
        variants,
        recipe,
        parameters,
        metrics,
        config,
        settings,
        machines,
        boots,
        shared,
        others);
  }

  @Override
  public ComparisonDetail withBoot(String machine, BootWay way) {
    var all = new TreeMap<>(boots);
    all.put(machine, way);
    return new ComparisonDetail(
        version,
        variants,
        recipe,
        parameters,
        metrics,
        config,
        settings,
        machines,
        all,
        shared,
        earlier);
  }
}

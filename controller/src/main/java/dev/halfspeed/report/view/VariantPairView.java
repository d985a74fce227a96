package dev.halfspeed.report.view;

import dev.halfspeed.report.view.ComparisonView.Latencies;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two variants that were measured, beside each other. Their boots were not asked for together, so
 * what they differ by may be a drift of the machine: an observation, no comparison.
 *
 * @param obstacles why no difference is told, a sentence each; none where one can be
 * @param cautions what may be behind a difference beside the variants, a sentence each
 * @param machines that booted both in the same way
 * @param metrics that both measured, the first's own first
 * @param latencies of single transactions; absent where not both left histograms of them
 * @param counters what else differed; absent where nothing was counted
 * @param command that measures both interleaved; empty where no command line says it
 */
public record VariantPairView(
    Side first,
    Side second,
    List<String> obstacles,
    List<String> cautions,
    List<String> machines,
    List<Metric> metrics,
    @Nullable Latencies latencies,
    @Nullable CounterEvidence counters,
    String command) {
  public VariantPairView {
    obstacles = List.copyOf(obstacles);
    cautions = List.copyOf(cautions);
    machines = List.copyOf(machines);
    metrics = List.copyOf(metrics);
  }

  /**
   * One of the two.
   *
   * @param name as in {@link VariantList.Variant}, like {@code role}
   * @param parameters of the recipe, all of them
   * @param config the kernel configuration, in words
   * @param metric the one that decides in its campaign
   * @param boots that count, in the order in which they ended
   */
  public record Side(
      String name,
      String campaign,
      String role,
      BisectionView.Commit commit,
      String recipe,
      Map<String, String> parameters,
      String config,
      String metric,
      String unit,
      boolean higherIsBetter,
      List<Boot> boots) {
    public Side {
      boots = List.copyOf(boots);
    }
  }

  /**
   * A boot.
   *
   * @param job its job, as NAME/ATTEMPT
   * @param buildId of the kernel that ran
   * @param values of the first side's metric, one a run; none where it gave none
   */
  public record Boot(
      String job, String machine, String buildId, Instant startedAt, List<Double> values) {
    public Boot {
      values = List.copyOf(values);
    }
  }

  /**
   * A metric.
   *
   * @param unit empty where it is not known
   * @param first the level on the machines that booted both, or on all of its own where none did:
   *     the geometric mean over its boots, or the part of the runs that passed, each machine with
   *     its weight in the difference; like {@code second}
   * @param difference of the second from the first as a part, with its 95 % interval; absent where
   *     it can't be told
   */
  public record Metric(
      String name,
      String unit,
      @Nullable Double first,
      @Nullable Double second,
      BisectionView.@Nullable Change difference) {}
}

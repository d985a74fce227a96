package dev.halfspeed.report.view.machine;

import dev.halfspeed.report.view.BisectionView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A check of a machine by boots of a known-good kernel, as people and programs see it. Fractions
 * are signed where they are changes.
 *
 * @param kind full; again: compared with a full one
 * @param state running, passed, differs, unfit (that kernel does not come up there any more),
 *     broken off
 * @param owner who asked for it: the controller where it checks by itself; empty where that was not
 *     kept
 * @param boots wanted, at first
 * @param runs in each
 * @param samples so far: the values of each boot's runs, in the metric's unit
 * @param doing what it does now; absent once it has ended
 * @param message what was found; absent while it runs
 * @param noise absent while it runs, and where too little was measured
 * @param within of runs of one boot; absent where boots had one run each
 * @param comparisons of boots that should not differ
 * @param resolvable the smallest loss that a usual bisection on that machine finds; absent: none
 */
public record CheckView(
    String id,
    String machine,
    String kind,
    String state,
    String owner,
    Instant startedAt,
    @Nullable Instant endedAt,
    String commit,
    String subject,
    String recipe,
    Map<String, String> parameters,
    String metric,
    String metricUnit,
    String config,
    int boots,
    int runs,
    List<List<Double>> samples,
    @Nullable String doing,
    @Nullable String message,
    @Nullable Deviation noise,
    @Nullable Deviation within,
    List<Comparison> comparisons,
    @Nullable Double resolvable) {

  /** A relative standard deviation with its 95 % interval. */
  public record Deviation(double fraction, double low, double high) {}

  /**
   * A comparison of boots of one image.
   *
   * @param what against what
   * @param chance that a machine on which they do not differ shows that much, or more
   */
  public record Comparison(String what, BisectionView.Change change, double chance) {}
}

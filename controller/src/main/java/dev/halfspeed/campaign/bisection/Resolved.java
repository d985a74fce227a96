package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.core.Experiment;
import dev.halfspeed.core.PassFailMetric;
import dev.halfspeed.schedule.Settled;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Sought;
import dev.halfspeed.work.BootWay;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a checked request came to: kept with the bisection, so that it can be shown after its
 * repository has gone, and taken up again with the very same settings.
 *
 * @param version of this record's format
 * @param goodEnd the commit that is measured as the good end: the good revision, or the merge base
 *     where good is no ancestor of bad
 * @param settings digest of all that decides what is built and measured: recipe with its scripts
 *     and parameters, configuration, toolchains
 * @param machines names of the machines in the order in which the search numbers them
 * @param boots how each machine boots images, by its name; complete once the machines' acceleration
 *     is known
 * @param earlier boots of earlier bisections and checks that tell how noisy the machines are;
 *     chosen once, so that a bisection that is taken up again knows neither more nor less
 * @param sought which change is looked for
 * @param resolution what all the metric's values are multiples of, in its unit; absent where the
 *     recipe does not say
 * @param ends boots of the ends in a comparison that was made before, which stand for as many of
 *     its own; settled once, as {@code earlier} is
 */
public record Resolved(
    int version,
    CommitLine good,
    CommitLine goodEnd,
    CommitLine bad,
    int candidates,
    String recipe,
    Map<String, String> parameters,
    String metric,
    String metricUnit,
    boolean higherIsBetter,
    String config,
    String settings,
    List<String> machines,
    Map<String, BootWay> boots,
    List<Earlier> earlier,
    Sought sought,
    @Nullable Double resolution,
    List<EndBoot> ends)
    implements Settled {

  static final int VERSION = 1;

  /** One whose ends nobody has measured before. */
  public Resolved(
      int version,
      CommitLine good,
      CommitLine goodEnd,
      CommitLine bad,
      int candidates,
      String recipe,
      Map<String, String> parameters,
      String metric,
      String metricUnit,
      boolean higherIsBetter,
      String config,
      String settings,
      List<String> machines,
      Map<String, BootWay> boots,
      List<Earlier> earlier,
      Sought sought,
      @Nullable Double resolution) {
    this(
        version,
        good,
        goodEnd,
        bad,
        candidates,
        recipe,
        parameters,
        metric,
        metricUnit,
        higherIsBetter,
        config,
        settings,
        machines,
        boots,
        earlier,
        sought,
        resolution,
        List.of());
  }

  public Resolved {
    // Bisections that were started before this was kept have none.
    earlier = earlier == null ? List.of() : List.copyOf(earlier);
    // Nor was there a choice.
    sought = sought == null ? Sought.REGRESSION : sought;
    ends = ends == null ? List.of() : List.copyOf(ends);
  }

  /**
   * A boot of one of the ends in a comparison that was made before.
   *
   * @param image its build-id, as in the bisection's own boots
   * @param values one a run, on the search's scale
   */
  public record EndBoot(String machine, String image, boolean isBad, List<Double> values) {
    public EndBoot {
      values = List.copyOf(values);
    }
  }

  /**
   * A boot of an earlier bisection or check.
   *
   * @param image tells builds apart, also those of different bisections
   * @param values one a run, on the search's scale
   */
  public record Earlier(String machine, String image, List<Double> values) {
    public Earlier {
      values = List.copyOf(values);
    }
  }

  /** What its boots and durations can be compared by. */
  Experiment experiment() {
    return new Experiment(recipe, parameters, config);
  }

  /**
   * How the metric's values become the search's numbers. The change of verdicts is that of the part
   * of runs that the culprit makes fewer, which the search tells as it is.
   */
  MetricScale scale() {
    return isPassOrFail()
        ? new MetricScale(sought == Sought.REGRESSION, sought)
        : new MetricScale(higherIsBetter, sought);
  }

  /** Whether a run passes or fails. */
  boolean isPassOrFail() {
    return PassFailMetric.isUnit(metricUnit);
  }

  /** What changes from good to bad, in a sentence. */
  String subject() {
    if (!isPassOrFail()) {
      return metric;
    }
    return switch (sought) {
      case REGRESSION -> "the part of runs that pass";
      case IMPROVEMENT -> "the part of runs that fail";
    };
  }

  /** What the search is told of the metric. */
  Reproducer reproducer() {
    if (isPassOrFail()) {
      return new Reproducer.PassFail();
    }
    return new Reproducer.Metric(
        Optional.empty(),
        Optional.ofNullable(resolution).map(size -> new Reproducer.Step(size, scale())),
        sought);
  }

  @Override
  public Resolved withBoot(String machine, BootWay way) {
    var all = new TreeMap<>(boots);
    all.put(machine, way);
    return with(Map.copyOf(all), earlier, ends);
  }

  Resolved withEarlier(List<Earlier> known) {
    return with(boots, known, ends);
  }

  Resolved withEnds(List<EndBoot> known) {
    return with(boots, earlier, known);
  }

  private Resolved with(Map<String, BootWay> settled, List<Earlier> known, List<EndBoot> measured) {
    return new Resolved(
        version,
        good,
        goodEnd,
        bad,
        candidates,
        recipe,
        parameters,
        metric,
        metricUnit,
        higherIsBetter,
        config,
        settings,
        machines,
        settled,
        known,
        sought,
        resolution,
        measured);
  }
}

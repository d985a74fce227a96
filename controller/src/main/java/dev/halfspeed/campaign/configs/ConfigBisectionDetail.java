package dev.halfspeed.campaign.configs;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.configs.ConfigDifference;
import dev.halfspeed.core.Experiment;
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
 * What a request came to: kept with the campaign.
 *
 * @param version of this record's format
 * @param difference of the two configurations
 * @param notes what the two files are not made for, in words; empty where they fit
 * @param config the configuration, in words
 * @param resolution what all the metric's values are multiples of; absent where the recipe does not
 *     say
 * @param settings digest of all that decides what is built and measured
 * @param machines names of the machines in the order in which the search numbers them
 * @param boots how each machine boots images, by its name
 */
record ConfigBisectionDetail(
    int version,
    CommitLine commit,
    ConfigDifference difference,
    List<String> notes,
    String recipe,
    Map<String, String> parameters,
    String metric,
    String metricUnit,
    boolean higherIsBetter,
    @Nullable Double resolution,
    String config,
    String settings,
    List<String> machines,
    Map<String, BootWay> boots)
    implements Settled {
  static final int VERSION = 1;

  /** What its boots can be compared by. */
  Experiment experiment() {
    return new Experiment(recipe, parameters, config);
  }

  /** How the metric's values become the search's numbers. */
  MetricScale scale() {
    return new MetricScale(higherIsBetter, Sought.REGRESSION);
  }

  /** What the search is told of the metric. */
  Reproducer.Metric reproducer() {
    return new Reproducer.Metric(
        Optional.empty(),
        Optional.ofNullable(resolution).map(size -> new Reproducer.Step(size, scale())),
        Sought.REGRESSION);
  }

  @Override
  public ConfigBisectionDetail withBoot(String machine, BootWay way) {
    var all = new TreeMap<>(boots);
    all.put(machine, way);
    return new ConfigBisectionDetail(
        version,
        commit,
        difference,
        notes,
        recipe,
        parameters,
        metric,
        metricUnit,
        higherIsBetter,
        resolution,
        config,
        settings,
        machines,
        all);
  }
}

package dev.halfspeed.store.watch;

/**
 * What can be compared over time.
 *
 * @param id digest of the others
 * @param watch id of the watch
 * @param line the branch, or the series of tags
 * @param workload which of the watch's recipes, from 0
 * @param experiment digest of what is held fixed
 * @param machineClass machines that measure alike
 * @param unit of the metric
 */
public record SeriesRecord(
    String id,
    String watch,
    String line,
    int workload,
    String experiment,
    String machineClass,
    String metric,
    String unit,
    boolean higherIsBetter) {}

package dev.halfspeed.campaign.comparison;

import dev.halfspeed.campaign.RunHistograms;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.worker.protocol.JobId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The latencies of single transactions, where a recipe's runs leave histograms of them. */
final class Latencies {
  /** What recipes call the same where each run has transactions enough for it. */
  static final String OF_A_RUN = "latency_p999";

  /** Of all runs of a boot, where the recipe has none of each. */
  static final ComparisonDetail.Metric P999 =
      new ComparisonDetail.Metric("latency_p99.9", "ms", false);

  private static final double MOST = 99.9;

  private static final List<Double> PERCENTILES =
      List.of(0.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 99.95, 99.99, 100.0);

  private final RunHistograms boots;

  /**
   * Reads what the runs have left.
   *
   * @param samples tell which of the runs are no evidence
   */
  Latencies(List<RunRecord> runs, List<SampleRecord> samples) {
    Set<Run> without =
        samples.stream()
            .filter(sample -> sample.disturbance() != null)
            .map(sample -> new Run(sample.job(), sample.attempt(), sample.run()))
            .collect(Collectors.toSet());
    boots =
        new RunHistograms(
            runs, run -> !without.contains(new Run(run.job(), run.attempt(), run.run())));
  }

  private record Run(String job, int attempt, int number) {}

  /** Whether there are any. */
  boolean isEmpty() {
    return boots.isEmpty();
  }

  /** The 99.9th percentile of a boot in milliseconds; empty where it has no histogram. */
  Optional<Double> p999(JobRecord job) {
    return boots
        .of(id(job))
        .flatMap(
            histogram -> RunHistograms.milliseconds(histogram, List.of(MOST)).stream().findFirst());
  }

  private static JobId id(JobRecord job) {
    return new JobId(job.job(), job.attempt());
  }

  /**
   * The percentiles of all transactions of each variant, up to those that a single transaction
   * would decide.
   *
   * @param jobs the boots that count, a list for each variant
   */
  ComparisonView.Latencies distributions(List<List<JobRecord>> jobs) {
    List<Histogram> all =
        jobs.stream().map(of -> boots.sum(of.stream().map(Latencies::id).toList())).toList();
    long fewest =
        all.stream()
            .mapToLong(Histogram::getTotalCount)
            .filter(count -> count > 0)
            .min()
            .orElse(Long.MAX_VALUE);
    List<Double> told =
        PERCENTILES.stream().filter(percentile -> RunHistograms.tells(percentile, fewest)).toList();
    return new ComparisonView.Latencies(
        told,
        all.stream().map(sum -> RunHistograms.milliseconds(sum, told)).toList(),
        all.stream().map(Histogram::getTotalCount).toList());
  }
}

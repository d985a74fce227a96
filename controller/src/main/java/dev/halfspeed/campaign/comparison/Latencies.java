package dev.halfspeed.campaign.comparison;

import dev.halfspeed.report.ComparisonView;
import dev.halfspeed.store.JobRecord;
import dev.halfspeed.store.RunRecord;
import dev.halfspeed.worker.protocol.JobId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The latencies of single transactions, where a recipe's runs leave histograms of them. */
final class Latencies {
  /** A metric that no recipe reads by itself: a run alone has too few transactions for it. */
  static final ComparisonDetail.Metric P999 =
      new ComparisonDetail.Metric("latency_p99.9", "ms", false);

  private static final double MOST = 99.9;
  private static final double MICROSECONDS_A_MILLISECOND = 1000;
  private static final int DIGITS = 3;

  private static final List<Double> PERCENTILES =
      List.of(0.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 99.95, 99.99, 100.0);

  /** By job and attempt: all runs of one boot. */
  private final Map<JobId, Histogram> boots = new HashMap<>();

  /** Reads what the runs have left. */
  Latencies(List<RunRecord> runs) {
    for (RunRecord run : runs) {
      decoded(run.histogram())
          .ifPresent(histogram ->
              boots
                  .computeIfAbsent(new JobId(run.job(), run.attempt()), _ -> new Histogram(DIGITS))
                  .add(histogram));
    }
  }

  private static Optional<Histogram> decoded(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Histogram.decodeFromCompressedByteBuffer(
              ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0));
    } catch (DataFormatException | IllegalArgumentException e) {
      // A picture may lack what somebody damaged.
      return Optional.empty();
    }
  }

  /** Whether there are any. */
  boolean isEmpty() {
    return boots.isEmpty();
  }

  /** The 99.9th percentile of a boot in milliseconds; empty where it has no histogram. */
  Optional<Double> p999(JobRecord job) {
    return Optional.ofNullable(boots.get(new JobId(job.job(), job.attempt())))
        .filter(histogram -> histogram.getTotalCount() > 0)
        .map(histogram -> histogram.getValueAtPercentile(MOST) / MICROSECONDS_A_MILLISECOND);
  }

  /**
   * The percentiles of all transactions of each variant, up to those that a single transaction
   * would decide.
   *
   * @param jobs the boots that count, a list for each variant
   */
  ComparisonView.Latencies distributions(List<List<JobRecord>> jobs) {
    var all = new ArrayList<Histogram>();
    long fewest = Long.MAX_VALUE;
    for (List<JobRecord> of : jobs) {
      var sum = new Histogram(DIGITS);
      for (JobRecord job : of) {
        Histogram boot = boots.get(new JobId(job.job(), job.attempt()));
        if (boot != null) {
          sum.add(boot);
        }
      }
      all.add(sum);
      fewest = sum.getTotalCount() == 0 ? fewest : Math.min(fewest, sum.getTotalCount());
    }
    long least = fewest;
    List<Double> told =
        PERCENTILES.stream()
            .filter(percentile -> percentile == 100 || (100 - percentile) / 100 * least >= 1)
            .toList();
    return new ComparisonView.Latencies(
        told,
        all.stream().map(sum -> milliseconds(sum, told)).toList(),
        all.stream().map(Histogram::getTotalCount).toList());
  }

  private static List<Double> milliseconds(Histogram histogram, List<Double> percentiles) {
    return histogram.getTotalCount() == 0
        ? List.of()
        : percentiles.stream()
            .map(percentile ->
                histogram.getValueAtPercentile(percentile) / MICROSECONDS_A_MILLISECOND)
            .toList();
  }
}

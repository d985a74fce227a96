package dev.halfspeed.campaign;

import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.worker.protocol.JobId;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The latencies of single transactions by boot, where a recipe's runs leave histograms of them. */
public final class RunHistograms {
  private static final double MICROSECONDS_A_MILLISECOND = 1000;
  private static final int DIGITS = 3;

  /** By job and attempt: all runs of one boot. */
  private final Map<JobId, Histogram> boots = new HashMap<>();

  /**
   * Reads what the runs have left.
   *
   * @param counts whether a run is evidence: nothing disturbed it, and nobody has left it out
   */
  public RunHistograms(List<RunRecord> runs, Predicate<RunRecord> counts) {
    for (RunRecord run : runs) {
      if (!counts.test(run)) {
        continue;
      }
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
    } catch (DataFormatException | RuntimeException e) {
      // A picture may lack what somebody damaged; the decoder throws whatever that leads to.
      return Optional.empty();
    }
  }

  /** Whether there are any. */
  public boolean isEmpty() {
    return boots.isEmpty();
  }

  /** That of a boot; empty where it has none. */
  public Optional<Histogram> of(JobId boot) {
    return Optional.ofNullable(boots.get(boot));
  }

  /** All transactions of some boots. */
  public Histogram sum(Collection<JobId> some) {
    var sum = new Histogram(DIGITS);
    some.forEach(boot -> of(boot).ifPresent(sum::add));
    return sum;
  }

  /** Whether a percentile is more than what a single one of so many transactions decides. */
  public static boolean tells(double percentile, long transactions) {
    return percentile == 100 || (100 - percentile) / 100 * transactions >= 1;
  }

  /** Percentiles in milliseconds; none of a histogram without transactions. */
  public static List<Double> milliseconds(Histogram histogram, List<Double> percentiles) {
    return histogram.getTotalCount() == 0
        ? List.of()
        : percentiles.stream()
            .map(percentile ->
                histogram.getValueAtPercentile(percentile) / MICROSECONDS_A_MILLISECOND)
            .toList();
  }
}

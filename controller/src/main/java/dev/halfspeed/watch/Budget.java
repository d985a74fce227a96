package dev.halfspeed.watch;

import dev.halfspeed.store.watch.WatchRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How much machine time a watch may still use: what it used within the last 24 hours, and what it
 * has begun, count against its limit. A point counts as much as the most expensive one of late that
 * is within the limit; while none is known, one is measured at a time. One that took more was an
 * exception, such as the first one, for which the reference was built, as long as others take less.
 *
 * @param limit of any 24 hours
 * @param used within the last 24 hours
 * @param costs of the last points that were measured
 * @param underWay points that are being measured
 */
record Budget(Duration limit, Duration used, List<Duration> costs, int underWay) {
  Budget {
    costs = List.copyOf(costs);
  }

  private static final Duration WINDOW = Duration.ofDays(1);

  /** So many points that all cost more than the limit are no exceptions. */
  private static final int FEW = 3;

  /**
   * Since when machine time counts. Campaigns are counted by the watch's name: what one of that
   * name used that was removed before this one was added is not this one's.
   */
  static Instant since(WatchRecord watch, Instant now) {
    Instant begin = now.minus(WINDOW);
    return watch.createdAt().isAfter(begin) ? watch.createdAt() : begin;
  }

  /** What a point will cost at most, as far as is known. */
  private Optional<Duration> expected() {
    return costs.stream().filter(cost -> cost.compareTo(limit) <= 0).max(Comparator.naturalOrder());
  }

  /** How many points may begin now. */
  int room() {
    Optional<Duration> expected = expected();
    if (expected.isEmpty()) {
      return least().isEmpty() && underWay == 0 && used.compareTo(limit) < 0 ? 1 : 0;
    }
    long each = Math.max(1, expected.get().toMillis());
    long left = limit.minus(used).toMillis() - underWay * each;
    return Math.clamp(left / each, 0, Integer.MAX_VALUE);
  }

  /**
   * What a point costs at least where each costs more than the limit, so that none will ever begin;
   * empty where that is not so, or not known yet.
   */
  Optional<Duration> least() {
    return costs.size() < FEW || expected().isPresent()
        ? Optional.empty()
        : costs.stream().min(Comparator.naturalOrder());
  }
}

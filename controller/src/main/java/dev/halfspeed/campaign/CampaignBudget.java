package dev.halfspeed.campaign;

import dev.halfspeed.jobs.CampaignLog;
import dev.halfspeed.schedule.Timers;
import dev.halfspeed.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** What is left of the machine time that a campaign may take. Used by one thread. */
final class CampaignBudget {
  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  private final String id;
  private final CampaignLog book;
  private final Timers timers;
  private final Time time;
  private final Predicate<String> isAway;
  private final Runnable wake;
  private Optional<MachineTime> limit;

  /**
   * Of one campaign.
   *
   * @param isAway of a machine's name: whether it can't be used for now
   * @param wake called when it may be used up
   */
  CampaignBudget(
      String id,
      Terms terms,
      CampaignLog book,
      Timers timers,
      Time time,
      Predicate<String> isAway,
      Runnable wake) {
    this.id = id;
    this.book = book;
    this.timers = timers;
    this.time = time;
    this.isAway = isAway;
    this.wake = wake;
    limit = MachineTime.of(terms);
  }

  /** The terms that hold from now on. */
  void learn(Terms terms) {
    limit = MachineTime.of(terms);
  }

  /** All of it, for people, such as "3 h on machines". */
  String words() {
    return limit.orElseThrow().words();
  }

  /** Whether nothing is left of it. */
  boolean isSpent() {
    return limit
        .map(all -> all.left(book.jobs(), time.instant(), isAway))
        .filter(left -> !left.isPositive())
        .isPresent();
  }

  /** With what is under way the budget may be used up before anything else happens. */
  void wakeWhenSpent() {
    long open =
        book.jobs().stream()
            .filter(job -> job.endedAt() == null && !isAway.test(job.machine()))
            .count();
    if (limit.isPresent() && open > 0) {
      Duration left = limit.get().left(book.jobs(), time.instant(), isAway).dividedBy(open);
      timers.after("budget of " + id, left.plus(A_MOMENT), wake);
    }
  }
}

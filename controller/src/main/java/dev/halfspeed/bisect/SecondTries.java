package dev.halfspeed.bisect;

import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.store.JobRecord;
import dev.halfspeed.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Second tries elsewhere: no bisection ends by what failed on one machine alone, while another one
 * can try it. Used by one thread.
 */
final class SecondTries {
  /** For how long a conclusion waits for a machine that could tell better. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  /** Enough to see whether a commit can be tested. */
  private static final int ONE_RUN = 1;

  private final String bisection;
  private final JobBook book;
  private final Benches benches;
  private final Flights flights;
  private final JobStarts starts;
  private final ControlJobs controls;
  private final Alarms alarms;
  private final Time time;
  private final Runnable wake;

  /** Since when a conclusion waits, on the clock that never goes back. */
  private @Nullable Long heldUpSince;

  /**
   * None is wanted yet.
   *
   * @param wake called, on any thread, when a conclusion has waited for long enough
   */
  SecondTries(
      String bisection,
      JobBook book,
      Benches benches,
      Flights flights,
      JobStarts starts,
      ControlJobs controls,
      Alarms alarms,
      Time time,
      Runnable wake) {
    this.bisection = bisection;
    this.book = book;
    this.benches = benches;
    this.flights = flights;
    this.starts = starts;
    this.controls = controls;
    this.alarms = alarms;
    this.time = time;
    this.wake = wake;
  }

  /** Those that another machine than the one that failed, and that may be used, can settle. */
  List<Testability.Doubt> doubts(List<Testability.Doubt> all) {
    List<Testability.Doubt> doubts =
        all.stream()
            .filter(doubt ->
                benches.all().stream()
                    .anyMatch(bench -> isElsewhere(bench, doubt) && benches.isAdmitted(bench)))
            .toList();
    if (doubts.isEmpty()) {
      heldUpSince = null;
    }
    return doubts;
  }

  /** Whether the other machines were waited for long enough. */
  boolean isInVain(List<Testability.Doubt> doubts) {
    if (doubts.stream().anyMatch(this::isUnderWay)) {
      return false;
    }
    if (heldUpSince == null) {
      heldUpSince = time.nanoTime();
      alarms.after("patience of " + bisection, PATIENCE, wake);
    }
    return time.nanoTime() - heldUpSince >= PATIENCE.toNanos();
  }

  /**
   * Has a machine try what failed on another one.
   *
   * @return false when there is nothing for it in that place now
   */
  boolean tryAgain(Bench bench, Slot slot, List<Testability.Doubt> doubts, List<JobRecord> jobs) {
    if (controls.areWanted(bench)) {
      return controls.start(bench, slot, jobs);
    }
    for (Testability.Doubt doubt : doubts) {
      Revision revision = doubt.revision();
      if (!isElsewhere(bench, doubt) || isUnderWay(doubt)) {
        continue;
      }
      boolean isBuilt = bench.images(jobs).containsKey(revision);
      String purpose = doubt.failure().purpose();
      if (isBuilt && slot.mayBoot() && purpose != null) {
        var boot = new Campaign.Step.Boot(revision, ONE_RUN, Purpose.valueOf(purpose), doubt.why());
        return starts.boot(bench, boot, jobs);
      }
      if (!isBuilt && slot.mayBuild()) {
        return starts.build(bench, revision, doubt.why(), jobs);
      }
    }
    return false;
  }

  private boolean isUnderWay(Testability.Doubt doubt) {
    return flights.wanted().stream().anyMatch(flight -> isFor(flight, doubt));
  }

  /**
   * Those that are no second try of anything, and no control: for the search what failed is
   * settled.
   */
  List<Flight> others(List<Flight> some) {
    List<Testability.Doubt> doubts = book.tale().testability().doubts();
    return some.stream()
        .filter(flight -> doubts.stream().noneMatch(doubt -> isFor(flight, doubt)))
        .filter(flight -> !controls.areWanted(flight.bench()))
        .toList();
  }

  private static boolean isFor(Flight flight, Testability.Doubt doubt) {
    return isElsewhere(flight.bench(), doubt)
        && flight.revision().equals(Optional.of(doubt.revision()));
  }

  private static boolean isElsewhere(Bench bench, Testability.Doubt doubt) {
    return !bench.station().name().equals(doubt.machine());
  }
}

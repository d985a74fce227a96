package dev.halfspeed.regression.reconcile;

import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.Finding;
import dev.halfspeed.regression.lifecycle.Order;
import dev.halfspeed.regression.lifecycle.OrderProgress;
import dev.halfspeed.regression.lifecycle.Regression;
import dev.halfspeed.regression.lifecycle.Rows;
import dev.halfspeed.regression.lifecycle.State;
import dev.halfspeed.store.regression.AlarmRecord;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * From held to confirmed: fresh boots of both sides of the clearest alarm, or of a culprit that is
 * known already and lies in its range.
 */
final class Confirmation {
  /** So many of its series are tried before it is taken for nothing. */
  private static final int MOST_TRIES = 3;

  /** A known culprit that does less than this part of the change leaves something to be found. */
  private static final double EXPLAINS = 0.5;

  private final RegressionSettings settings;
  private final KernelRanges ranges;

  Confirmation(RegressionSettings settings, KernelRanges ranges) {
    this.settings = settings;
    this.ranges = ranges;
  }

  Optional<NextAction> next(Regression regression, Rows rows, Instant now) {
    List<AlarmRecord> alarms = rows.clearest(regression);
    AlarmRecord first = alarms.getFirst();
    if (first.kind() == AlarmRecord.Kind.MACHINE) {
      return NextSteps.append(
          regression, "machine", new EventDetail.Infrastructure(machine(first)));
    }
    List<AlarmRecord> runnable =
        alarms.stream().filter(alarm -> !alarm.workload().recipe().isEmpty()).toList();
    if (runnable.isEmpty()) {
      return withoutCulprit(
          regression, "its alarm names no recipe, so nothing can be run to confirm it");
    }
    if (!now.isBefore(regression.since().plus(settings.confirmWithin()))) {
      return withoutCulprit(regression, "it was not confirmed in time: " + reason(regression));
    }
    if (isOneTooMany(regression, rows)) {
      return withoutCulprit(
          regression,
          "more than "
              + settings.waiting()
              + " regressions wait for the lab, and it is the"
              + " weakest of them");
    }
    Optional<NextAction> known = knownCulprit(regression, runnable.getFirst(), rows, now);
    if (known.isPresent()) {
      return known;
    }
    if (now.isBefore(regression.since().plus(settings.confirmWithin().dividedBy(2)))
        && waitsForAnother(regression, runnable.getFirst(), rows)) {
      return Optional.empty();
    }
    return fresh(regression, runnable, now);
  }

  private static String machine(AlarmRecord alarm) {
    return "the reference itself changed"
        + (alarm.machineClass().isEmpty() ? "" : " on " + alarm.machineClass())
        + (alarm.words().isEmpty() ? "" : ": " + alarm.words());
  }

  private static Optional<NextAction> withoutCulprit(Regression regression, String why) {
    return NextSteps.append(
        regression, "unconfirmed", new EventDetail.WithoutCulprit(why, false, List.of()));
  }

  private static String reason(Regression regression) {
    List<OrderProgress> orders =
        regression.orders().stream()
            .filter(progress -> !regression.isOvertaken(progress.order()))
            .toList();
    return orders.stream()
        .flatMap(progress -> progress.refusal().stream())
        .reduce((_, last) -> "the last refusal: " + last)
        .orElse(
            orders.stream().anyMatch(OrderProgress::isRunning)
                ? "the comparison has not ended"
                : "the lab had no room for it");
  }

  /** The weakest and youngest give way. */
  private boolean isOneTooMany(Regression regression, Rows rows) {
    List<Regression> waiting =
        rows.regressions().stream()
            .filter(each -> each.state() == State.HELD)
            .filter(each -> each.orders().stream().noneMatch(OrderProgress::isRunning))
            .sorted(
                Comparator.comparingDouble((Regression each) -> -rows.clarity(each))
                    .thenComparing(Regression::id))
            .toList();
    return waiting.indexOf(regression) >= settings.waiting();
  }

  /** One comparison tells whether a culprit that is known explains this one too. */
  private Optional<NextAction> knownCulprit(
      Regression regression, AlarmRecord alarm, Rows rows, Instant now) {
    for (Regression other : rows.regressions()) {
      Optional<EventDetail.Culprit> culprit = other.culprit();
      if (other.id().equals(regression.id())
          || !other.state().isOpen()
          || culprit.isEmpty()
          || other.hasReleased(alarm.key())
          || !ranges.contains(alarm, culprit.get().commit().id())) {
        continue;
      }
      Order order = NextSteps.check(regression, alarm, culprit.get());
      Optional<OrderProgress> progress = regression.find(order.key());
      if (progress.isEmpty()) {
        return NextSteps.want(regression, order);
      }
      if (!progress.get().isSettled()) {
        // One that waits for its next try does not keep the others waiting.
        Optional<NextAction> step = NextSteps.ask(regression, progress.get(), now);
        if (step.isPresent()) {
          return step;
        }
      }
      if (progress.get().finding().isPresent() && explains(alarm, progress.get().finding().get())) {
        return NextSteps.append(regression, "merged", new EventDetail.Merged(other.id()));
      }
    }
    return Optional.empty();
  }

  private static boolean explains(AlarmRecord alarm, Finding finding) {
    return finding instanceof Finding.Compared compared
        && compared.shows(alarm)
        && compared.change() != null
        && Math.abs(Math.log1p(compared.change().fraction()))
            >= EXPLAINS * Math.abs(alarm.change());
  }

  /** An older regression in the same range is looked into first: its culprit may explain this. */
  private boolean waitsForAnother(Regression regression, AlarmRecord alarm, Rows rows) {
    for (Regression other : rows.regressions()) {
      if (other.id().equals(regression.id())) {
        return false;
      }
      boolean isLooking =
          other.state() == State.HELD
              || other.state() == State.CONFIRMED
              || other.state() == State.BISECTING;
      if (isLooking
          && !other.hasReleased(alarm.key())
          && rows.alarms(other).stream().anyMatch(each -> ranges.overlap(alarm, each))) {
        return true;
      }
    }
    return false;
  }

  private Optional<NextAction> fresh(Regression regression, List<AlarmRecord> alarms, Instant now) {
    int tries = 0;
    String last = "";
    for (AlarmRecord alarm : alarms) {
      if (tries == MOST_TRIES) {
        break;
      }
      tries++;
      Order order = NextSteps.confirmation(regression, alarm);
      Optional<OrderProgress> progress = regression.find(order.key());
      if (progress.isEmpty()) {
        return NextSteps.want(regression, order);
      }
      if (!progress.get().isSettled()) {
        return NextSteps.ask(regression, progress.get(), now);
      }
      if (progress.get().isRefused()) {
        return withoutCulprit(
            regression, "its confirmation was refused: " + progress.get().refusal().orElseThrow());
      }
      switch (progress.get().finding().orElseThrow()) {
        case Finding.Compared compared -> {
          Optional<NextAction> end = judge(regression, alarm, compared);
          if (end.isPresent()) {
            return end;
          }
          last = compared.words();
        }
        case Finding.Broken(String words) -> {
          return withoutCulprit(regression, "its confirmation did not come to an end: " + words);
        }
        case Finding.Proved _, Finding.NotProved _ ->
            throw new IllegalStateException("a comparison that ended like a bisection");
      }
    }
    return NextSteps.append(
        regression,
        "insignificant",
        new EventDetail.Insignificant("fresh boots of both sides do not show it: " + last));
  }

  private static Optional<NextAction> judge(
      Regression regression, AlarmRecord alarm, Finding.Compared compared) {
    if (compared.kernels() == Finding.Kernels.EQUAL) {
      return NextSteps.append(
          regression,
          "equal",
          new EventDetail.Infrastructure(
              "both kernels are the same build to the last byte, so no commit changed them"));
    }
    if (!compared.shows(alarm)) {
      return Optional.empty();
    }
    if (compared.kernels() == Finding.Kernels.MOVED) {
      return NextSteps.append(
          regression,
          "moved-functions",
          new EventDetail.Infrastructure(
              "both kernels have the same functions and data, of which some lie elsewhere: what"
                  + " fresh boots showed ("
                  + compared.words()
                  + ") is the luck of the layout, and no commit changed what the kernel does"));
    }
    return NextSteps.append(
        regression, "confirmed", new EventDetail.Confirmed(alarm.key(), compared.change()));
  }
}

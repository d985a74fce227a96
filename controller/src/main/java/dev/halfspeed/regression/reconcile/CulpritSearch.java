package dev.halfspeed.regression.reconcile;

import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.Finding;
import dev.halfspeed.regression.lifecycle.Order;
import dev.halfspeed.regression.lifecycle.OrderProgress;
import dev.halfspeed.regression.lifecycle.Regression;
import dev.halfspeed.regression.lifecycle.Rows;
import dev.halfspeed.store.regression.AlarmRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** From confirmed to a culprit, or to the knowledge that there is none to be had. */
final class CulpritSearch {
  private static final String BISECT = "bisect";

  private final RegressionSettings settings;

  CulpritSearch(RegressionSettings settings) {
    this.settings = settings;
  }

  Optional<NextAction> next(Regression regression, Rows rows, Instant now) {
    return switch (regression.state()) {
      case CONFIRMED -> confirmed(regression, now);
      case BISECTING -> bisecting(regression, rows, now);
      case CULPRIT_KNOWN -> known(regression, rows, now).or(() -> recovered(regression, rows));
      case WITHOUT_A_CULPRIT -> late(regression).or(() -> recovered(regression, rows));
      case DETECTED,
          HELD,
          VERIFYING_THE_FIX,
          FIXED,
          INSIGNIFICANT,
          IGNORED,
          INFRASTRUCTURE,
          RETRACTED,
          MERGED ->
          Optional.empty();
    };
  }

  private Optional<NextAction> confirmed(Regression regression, Instant now) {
    if (!now.isBefore(regression.since().plus(settings.bisectWithin()))) {
      return withoutCulprit(
          regression,
          "its bisection did not begin in time: the bisections that may begin in an hour were used"
              + " up",
          List.of());
    }
    return NextSteps.append(
        regression, "bisecting", new EventDetail.Bisecting(regression.confirmed().orElseThrow()));
  }

  private static Order bisection(Regression regression, Rows rows) {
    AlarmRecord alarm = rows.alarm(regression, regression.confirmed().orElseThrow());
    return new Order(
        regression.orderKey(BISECT),
        Order.Purpose.BISECT,
        alarm.key(),
        alarm.good(),
        alarm.bad(),
        regression
            .find(NextSteps.confirmation(regression, alarm).key())
            .flatMap(OrderProgress::campaign)
            .orElse(null));
  }

  private Optional<NextAction> bisecting(Regression regression, Rows rows, Instant now) {
    Order order = bisection(regression, rows);
    Optional<OrderProgress> found = regression.find(order.key());
    if (found.isEmpty()) {
      return NextSteps.want(regression, order);
    }
    OrderProgress progress = found.get();
    if (progress.finding().isPresent()) {
      return ended(regression, progress.finding().get());
    }
    if (progress.isRefused()) {
      return withoutCulprit(
          regression, "its bisection was refused: " + progress.refusal().orElseThrow(), List.of());
    }
    if (!now.isBefore(regression.since().plus(settings.bisectWithin()))) {
      return withoutCulprit(
          regression,
          progress
              .campaign()
              .map(id -> "its bisection " + id + " has not ended in time; it goes on")
              .orElse(
                  "its bisection could not begin in time: "
                      + progress.refusal().orElse("the lab had no room")),
          List.of());
    }
    return NextSteps.ask(regression, progress, now);
  }

  private static Optional<NextAction> ended(Regression regression, Finding finding) {
    return switch (finding) {
      case Finding.Proved(EventDetail.Culprit culprit) ->
          NextSteps.append(regression, "culprit", new EventDetail.CulpritFound(culprit));
      case Finding.NotProved(Finding.Ends ends, List<EventDetail.Commit> suspects, String words) ->
          switch (ends) {
            case DIFFER -> withoutCulprit(regression, words, suspects);
            case DO_NOT_DIFFER ->
                NextSteps.append(
                    regression,
                    "insignificant",
                    new EventDetail.Insignificant(
                        "one comparison showed it, and the bisection's own boots do not: "
                            + words));
            case MACHINE_CHANGED ->
                NextSteps.append(regression, "machine", new EventDetail.Infrastructure(words));
          };
      case Finding.Broken(String words) ->
          withoutCulprit(regression, "its bisection did not come to an end: " + words, List.of());
      case Finding.Compared _ ->
          throw new IllegalStateException("a bisection that ended like a comparison");
    };
  }

  private static Optional<NextAction> withoutCulprit(
      Regression regression, String why, List<EventDetail.Commit> suspects) {
    return NextSteps.append(
        regression, "none", new EventDetail.WithoutCulprit(why, true, suspects));
  }

  /** A bisection that was past its deadline may still find the commit. */
  private static Optional<NextAction> late(Regression regression) {
    Optional<OrderProgress> progress = regression.find(regression.orderKey(BISECT));
    if (progress.isPresent()
        && progress.get().finding().isPresent()
        && progress.get().finding().get() instanceof Finding.Proved(EventDetail.Culprit culprit)
        && regression.culprit().isEmpty()) {
      return NextSteps.append(regression, "culprit", new EventDetail.CulpritFound(culprit));
    }
    return Optional.empty();
  }

  /** Others of the same culprit are one with it; other series are checked against the culprit. */
  private Optional<NextAction> known(Regression regression, Rows rows, Instant now) {
    EventDetail.Culprit culprit = regression.culprit().orElseThrow();
    for (Regression other : rows.regressions()) {
      if (other.state().isOpen()
          && other
              .culprit()
              .filter(each -> each.commit().id().equals(culprit.commit().id()))
              .isPresent()
          && isEarlier(other, regression)) {
        return NextSteps.append(regression, "merged", new EventDetail.Merged(other.id()));
      }
    }
    for (AlarmRecord alarm : toCheck(regression, rows)) {
      Order order = NextSteps.check(regression, alarm, culprit);
      Optional<OrderProgress> progress = regression.find(order.key());
      if (progress.isEmpty()) {
        return isOver(regression, now) ? Optional.empty() : NextSteps.want(regression, order);
      }
      Optional<Finding> finding = progress.get().finding();
      if (finding.isPresent()
          && finding.get() instanceof Finding.Compared compared
          && compared.verdict() != Finding.Verdict.UNDECIDED
          && !compared.shows(alarm)
          && regression.alarms().size() > 1) {
        return NextSteps.append(
            regression,
            "released",
            new EventDetail.Released(
                alarm.key(), "the culprit does not change it: " + compared.words()));
      }
      if (!progress.get().isSettled()) {
        Optional<NextAction> step = NextSteps.ask(regression, progress.get(), now);
        if (step.isPresent()) {
          return step;
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a regression had its culprit before another one: that is the one that was told of. */
  private static boolean isEarlier(Regression one, Regression other) {
    int order = culpritAt(one).compareTo(culpritAt(other));
    return order < 0 || (order == 0 && one.id().compareTo(other.id()) < 0);
  }

  private static Instant culpritAt(Regression regression) {
    return regression.eventsInPlace().stream()
        .filter(event ->
            event.detail() instanceof EventDetail.CulpritFound
                || event.detail() instanceof EventDetail.Blamed)
        .findFirst()
        .orElseThrow()
        .at();
  }

  /** A gain of one of its series, after the last loss of it, that was not looked into before. */
  private static Optional<NextAction> recovered(Regression regression, Rows rows) {
    return rows.gains().stream()
        .filter(gain -> !regression.hasRecovered(gain.key()))
        .filter(gain -> !gain.at().isBefore(regression.detectedAt()))
        .filter(gain -> rows.alarms(regression).stream().anyMatch(gain::isSameSeries))
        .filter(gain -> rows.lossesAfter(gain).isEmpty())
        .findFirst()
        .flatMap(gain ->
            NextSteps.append(regression, "recovered", new EventDetail.Recovered(gain.key())));
  }

  private boolean isOver(Regression regression, Instant now) {
    return !now.isBefore(regression.since().plus(settings.checkWithin()));
  }

  /** The first alarm of each other experiment: what the bisection measured needs no check. */
  private static List<AlarmRecord> toCheck(Regression regression, Rows rows) {
    if (regression.confirmed().isEmpty()) {
      return List.of();
    }
    AlarmRecord bisected = rows.alarm(regression, regression.confirmed().get());
    return rows.alarms(regression).stream()
        .filter(alarm -> !alarm.isSameExperiment(bisected))
        .filter(alarm -> !alarm.workload().recipe().isEmpty())
        .filter(alarm -> !isMerged(regression, alarm.key()))
        .toList();
  }

  /** What came with another regression of the same culprit was checked or proved there. */
  private static boolean isMerged(Regression regression, String alarm) {
    return regression.eventsInPlace().stream()
        .anyMatch(event -> event.key().equals("alarm/" + alarm + "/merged/" + regression.id()));
  }

  /** Whether nothing more is to be found out before people are told of the culprit. */
  static boolean isChecked(Regression regression) {
    return regression.orders().stream()
        .filter(progress -> progress.order().purpose() == Order.Purpose.CHECK)
        .filter(progress -> !regression.isOvertaken(progress.order()))
        .allMatch(progress -> progress.isSettled() || progress.refusals() > 0);
  }
}

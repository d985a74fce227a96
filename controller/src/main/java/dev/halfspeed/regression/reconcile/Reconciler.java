package dev.halfspeed.regression.reconcile;

import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.Order;
import dev.halfspeed.regression.lifecycle.OrderProgress;
import dev.halfspeed.regression.lifecycle.Regression;
import dev.halfspeed.regression.lifecycle.Rows;
import dev.halfspeed.regression.lifecycle.State;
import dev.halfspeed.store.regression.AlarmRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be done, by the rows and the time: pure. The actions of one answer may be carried out
 * in any order, and an answer after some of them says what is left.
 */
public final class Reconciler {
  private static final Duration HOUR = Duration.ofHours(1);

  private final RegressionSettings settings;
  private final BisectionLimits limits;
  private final AlarmSorting sorting;
  private final Confirmation confirmation;
  private final CulpritSearch search;
  private final FixSearch fix;

  /** One that is as patient as these settings say. */
  public Reconciler(RegressionSettings settings, BisectionLimits limits, KernelRanges ranges) {
    this.settings = settings;
    this.limits = limits;
    sorting = new AlarmSorting(settings, ranges);
    confirmation = new Confirmation(settings, ranges);
    search = new CulpritSearch(settings);
    fix = new FixSearch(settings);
  }

  /** What is to be done now. */
  public List<NextAction> actions(Rows rows, Instant now) {
    var actions = new ArrayList<NextAction>();
    sorting.next(rows).ifPresent(actions::add);
    for (Regression regression : rows.regressions()) {
      // Whatever has become of it meanwhile: how a campaign ended is kept.
      regression.orders().stream()
          .filter(OrderProgress::isRunning)
          .map(progress ->
              new NextAction.Look(
                  regression.id(), progress.order(), progress.campaign().orElseThrow()))
          .forEach(actions::add);
      Optional<NextAction> step = next(regression, rows, now);
      unneeded(regression, step).forEach(actions::add);
      step.ifPresent(actions::add);
      // What happens to it next may make it worth telling otherwise, or not at all.
      if (step.filter(NextAction.Append.class::isInstance).isEmpty()) {
        NoticesDue.due(regression, settings, now).ifPresent(actions::add);
      }
    }
    return room(actions, rows, now);
  }

  /**
   * Campaigns give their place back where nobody needs them any more: what was asked for just
   * before a crash, and what runs for a regression that is over.
   */
  private static List<NextAction> unneeded(Regression regression, Optional<NextAction> step) {
    var actions = new ArrayList<NextAction>();
    for (OrderProgress progress : regression.orders()) {
      if (progress.isAsked() && !isSubmitted(progress, step)) {
        actions.add(
            new NextAction.Settle(
                regression.id(), progress.order(), progress.askedAs().orElseThrow()));
      } else if (progress.isRunning()
          && (isCalledOff(regression.state()) || regression.isOvertaken(progress.order()))) {
        actions.add(
            new NextAction.Cancel(
                regression.id(), progress.order(), progress.campaign().orElseThrow()));
      }
    }
    return actions;
  }

  private static boolean isSubmitted(OrderProgress progress, Optional<NextAction> step) {
    return step.filter(action ->
            action instanceof NextAction.Submit(String _, OrderProgress submitted)
                && submitted.order().equals(progress.order()))
        .isPresent();
  }

  /** Whether nobody wants to know any more what its campaigns come to. */
  private static boolean isCalledOff(State state) {
    return state == State.IGNORED || state == State.RETRACTED || state == State.MERGED;
  }

  /** At most one step of a regression at a time: the next one depends on what comes of it. */
  private Optional<NextAction> next(Regression regression, Rows rows, Instant now) {
    return switch (regression.state()) {
      case DETECTED ->
          now.isBefore(regression.detectedAt().plus(settings.hold()))
              ? Optional.empty()
              : NextSteps.append(regression, "held", new EventDetail.Held());
      case HELD -> confirmation.next(regression, rows, now);
      case CONFIRMED, BISECTING, CULPRIT_KNOWN, WITHOUT_A_CULPRIT ->
          search.next(regression, rows, now);
      case VERIFYING_THE_FIX -> fix.next(regression, rows, now);
      case MERGED -> handOver(regression, rows);
      case FIXED, INSIGNIFICANT, IGNORED, INFRASTRUCTURE, RETRACTED -> Optional.empty();
    };
  }

  /** What was merged gives its alarms to the other one, where they are not yet. */
  private static Optional<NextAction> handOver(Regression regression, Rows rows) {
    String into = ((EventDetail.Merged) regression.last(EventDetail.Merged.class).detail()).into();
    Regression other = rows.regression(into).orElseThrow();
    return other.state().isOpen()
        ? regression.alarms().stream()
            .filter(alarm -> !other.alarms().contains(alarm) && !other.hasReleased(alarm))
            .findFirst()
            .<NextAction>map(alarm ->
                new NextAction.Append(
                    into,
                    "alarm/" + alarm + "/merged/" + into,
                    new EventDetail.Joined(
                        alarm, "has the same culprit (" + regression.id() + ")")))
        : Optional.empty();
  }

  /** Of the campaigns that are due, only those begin for which there is room. */
  private List<NextAction> room(List<NextAction> actions, Rows rows, Instant now) {
    List<OrderProgress> orders =
        rows.regressions().stream().flatMap(each -> each.orders().stream()).toList();
    long free =
        settings.campaignsAtOnce() - orders.stream().filter(OrderProgress::isUnderWay).count();
    var begun = new HashMap<String, Integer>();
    rows.regressions().stream()
        .flatMap(each -> each.events().stream())
        .filter(event -> event.at().plus(HOUR).isAfter(now))
        .flatMap(event -> bisected(event.detail()).stream())
        .forEach(alarm -> begun.merge(rows.alarm(alarm).source(), 1, Integer::sum));
    var kept = new ArrayList<NextAction>();
    for (NextAction action : actions) {
      switch (action) {
        case NextAction.Submit submit -> {
          // What was asked for before a crash has its place already.
          if (submit.progress().isAsked() || free-- > 0) {
            kept.add(action);
          }
        }
        case NextAction.Append append -> {
          Optional<AlarmRecord> bisected = bisected(append.detail()).map(rows::alarm);
          if (bisected.map(alarm -> mayBisect(alarm, begun)).orElse(true)) {
            bisected.ifPresent(alarm -> begun.merge(alarm.source(), 1, Integer::sum));
            kept.add(action);
          }
        }
        case NextAction.Settle _, NextAction.Cancel _, NextAction.Look _, NextAction.Tell _ ->
            kept.add(action);
      }
    }
    return List.copyOf(kept);
  }

  /**
   * Whether there is room for one more in this hour.
   *
   * @param begun bisections of the last hour by the source of their alarm
   */
  private boolean mayBisect(AlarmRecord alarm, Map<String, Integer> begun) {
    int all = begun.values().stream().mapToInt(Integer::intValue).sum();
    return all < settings.bisectionsAnHour()
        && begun.getOrDefault(alarm.source(), 0) < limits.anHour(alarm);
  }

  /** The alarm whose bisection begins with this. */
  private static Optional<String> bisected(EventDetail detail) {
    return switch (detail) {
      case EventDetail.Bisecting(String alarm) -> Optional.of(alarm);
      case EventDetail.Wanted(Order order) when order.purpose() == Order.Purpose.FIX ->
          Optional.of(order.alarm());
      default -> Optional.empty();
    };
  }
}

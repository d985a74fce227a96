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
import org.jspecify.annotations.Nullable;

/** From a recovery to fixed: it has to stay, and the commit that did it is looked for. */
final class FixSearch {
  private static final String WORSE_AGAIN = "its series is worse again";

  private final RegressionSettings settings;

  FixSearch(RegressionSettings settings) {
    this.settings = settings;
  }

  Optional<NextAction> next(Regression regression, Rows rows, Instant now) {
    AlarmRecord gain = rows.alarm(regression.recovered().orElseThrow());
    if (regression.confirmed().isEmpty() || gain.workload().recipe().isEmpty()) {
      return rows.lossesAfter(gain).isEmpty()
          ? stayed(regression, now, null, "fresh boots had not confirmed it either")
          : relapsed(regression, WORSE_AGAIN);
    }
    var order =
        new Order(
            regression.id() + "/fix/" + gain.key(),
            Order.Purpose.FIX,
            gain.key(),
            gain.good(),
            gain.bad());
    Optional<OrderProgress> found = regression.find(order.key());
    if (found.isEmpty()) {
      return NextSteps.want(regression, order);
    }
    OrderProgress progress = found.get();
    boolean isProved = progress.finding().filter(Finding.Proved.class::isInstance).isPresent();
    // After a proved fix a loss is another commit's.
    if (!isProved && !rows.lossesAfter(gain).isEmpty()) {
      return relapsed(regression, WORSE_AGAIN);
    }
    if (progress.isRefused()) {
      return stayed(
          regression, now, null, "its search was refused: " + progress.refusal().orElseThrow());
    }
    if (progress.finding().isEmpty()) {
      return now.isBefore(regression.since().plus(settings.bisectWithin()))
          ? NextSteps.ask(regression, progress, now)
          : stayed(regression, now, null, "the search for its commit has not ended in time");
    }
    return switch (progress.finding().get()) {
      case Finding.Proved(EventDetail.Culprit fix) ->
          stayed(regression, now, fix, "its commit was proved");
      case Finding.NotProved(Finding.Ends ends, List<EventDetail.Commit> _, String words) ->
          switch (ends) {
            case DIFFER, MACHINE_CHANGED -> stayed(regression, now, null, words);
            case DO_NOT_DIFFER ->
                relapsed(regression, "fresh boots do not show the recovery: " + words);
          };
      case Finding.Broken(String words) -> stayed(regression, now, null, words);
      case Finding.Compared _ ->
          throw new IllegalStateException("a bisection that ended like a comparison");
    };
  }

  private static Optional<NextAction> relapsed(Regression regression, String why) {
    return NextSteps.append(regression, "relapsed", new EventDetail.Relapsed(why));
  }

  private Optional<NextAction> stayed(
      Regression regression, Instant now, EventDetail.@Nullable Culprit fix, String why) {
    return now.isBefore(regression.since().plus(settings.stays()))
        ? Optional.empty()
        : NextSteps.append(regression, "fixed", new EventDetail.Fixed(fix, why));
  }
}

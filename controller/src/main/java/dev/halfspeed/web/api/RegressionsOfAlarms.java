package dev.halfspeed.web.api;

import dev.halfspeed.regression.view.RegressionView;
import dev.halfspeed.report.view.watch.SeriesView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which regression each alarm was taken for. */
public final class RegressionsOfAlarms {
  private final Map<String, SeriesView.Taken> byAlarm = new HashMap<>();

  public RegressionsOfAlarms(List<RegressionView> regressions) {
    for (RegressionView regression : regressions) {
      RegressionView.Commit culprit = regression.culprit();
      var taken =
          new SeriesView.Taken(
              regression.id(), regression.state(), culprit == null ? null : culprit.campaign());
      regression.alarms().forEach(alarm -> byAlarm.put(alarm.key(), taken));
    }
  }

  /** Empty where none has it. */
  public Optional<SeriesView.Taken> of(String alarm) {
    return Optional.ofNullable(byAlarm.get(alarm));
  }
}

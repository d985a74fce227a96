package dev.halfspeed.regression.reconcile;

import dev.halfspeed.core.ContentDigest;
import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.Regression;
import dev.halfspeed.regression.lifecycle.Rows;
import dev.halfspeed.regression.lifecycle.State;
import dev.halfspeed.store.regression.AlarmRecord;
import java.util.List;
import java.util.Optional;

/** Which regression an alarm is of. */
final class AlarmSorting {
  private static final int ID_LENGTH = 7;

  private final RegressionSettings settings;
  private final KernelRanges ranges;

  AlarmSorting(RegressionSettings settings, KernelRanges ranges) {
    this.settings = settings;
    this.ranges = ranges;
  }

  /** One alarm at a time: where the next one belongs depends on it. */
  Optional<NextAction> next(Rows rows) {
    return rows.free().stream()
        .findFirst()
        .map(alarm ->
            switch (alarm.kind()) {
              case LOSS -> loss(alarm, rows);
              case MACHINE -> open(alarm, rows);
              case GAIN -> throw new IllegalStateException("a gain is no regression");
            });
  }

  private NextAction loss(AlarmRecord alarm, Rows rows) {
    for (Regression regression : rows.regressions()) {
      Optional<String> why =
          regression.hasReleased(alarm.key()) ? Optional.empty() : joins(alarm, regression, rows);
      if (why.isPresent()) {
        return new NextAction.Append(
            regression.id(),
            "alarm/" + alarm.key() + "/" + rows.releases(alarm.key()),
            new EventDetail.Joined(alarm.key(), why.get()));
      }
    }
    return open(alarm, rows);
  }

  /** Why an alarm is of a regression; empty where it is not. */
  private Optional<String> joins(AlarmRecord alarm, Regression regression, Rows rows) {
    if (regression.state() == State.DETECTED
        && !alarm.at().isAfter(regression.detectedAt().plus(settings.hold()))
        && rows.alarms(regression).stream()
            .anyMatch(
                other -> other.kind() == AlarmRecord.Kind.LOSS && ranges.overlap(alarm, other))) {
      return Optional.of("came within the hold time, of an overlapping range");
    }
    return Optional.empty();
  }

  private static NextAction open(AlarmRecord alarm, Rows rows) {
    int releases = rows.releases(alarm.key());
    String id =
        "r"
            + ContentDigest.of(List.of(alarm.key(), String.valueOf(releases)))
                .substring(0, ID_LENGTH);
    return new NextAction.Append(
        id, "alarm/" + alarm.key() + "/" + releases, new EventDetail.Detected(alarm.key()));
  }
}

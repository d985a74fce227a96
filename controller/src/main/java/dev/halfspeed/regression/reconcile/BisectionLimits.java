package dev.halfspeed.regression.reconcile;

import dev.halfspeed.store.regression.AlarmRecord;

/** How many bisections may come of the alarms of one source. */
@FunctionalInterface
public interface BisectionLimits {
  /** No source has a limit of its own. */
  BisectionLimits NONE = ignored -> Integer.MAX_VALUE;

  /** How many may begin within an hour for alarms of the source of this one. */
  int anHour(AlarmRecord alarm);
}

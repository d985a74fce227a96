package dev.halfspeed.regression.reconcile;

import dev.halfspeed.store.regression.AlarmRecord;

/**
 * What git knows of the commits of alarms. That never changes, so asking keeps the reconciler pure.
 */
public interface KernelRanges {
  /** Whether a commit may have caused both alarms. False where that can't be found out. */
  boolean overlap(AlarmRecord one, AlarmRecord other);

  /** Whether a commit is in the range of an alarm. False where that can't be found out. */
  boolean contains(AlarmRecord alarm, String commit);
}

package dev.halfspeed.store.machine;

import java.util.List;

/** What machines told of themselves, and what they may be given. */
public interface MachineStore {
  /** Keeps what a machine told, in place of what it told before. */
  void save(MachineRecord machine);

  /** All machines that were ever checked, by name. */
  List<MachineRecord> all();

  /** Adds what a machine may be given from now on. */
  void appendStatus(StatusRecord status);

  /** All statuses of all machines in the order in which they came. */
  List<StatusRecord> statuses();
}

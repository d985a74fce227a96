package dev.halfspeed.schedule;

import dev.halfspeed.core.MachineLoad;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.worker.protocol.JobId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a campaign's machines did for it before, and where is written what is decided of them. */
public interface AllocationLog {
  /** Jobs that have ended, in the order in which that was written. */
  List<JobRecord> ended();

  /** What else happened on the machines during each run of a boot. */
  Map<JobId, List<@Nullable MachineLoad>> conditions();

  /** Writes a decision that starts nothing. */
  void decided(MachineAllocation allocation, String action, String why);

  /** Writes what the campaign's request came to, when more of it is settled. */
  void settled(Settled settled);
}

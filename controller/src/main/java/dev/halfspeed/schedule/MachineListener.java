package dev.halfspeed.schedule;

/** Who is told, on any thread, when a campaign's machines may be of use again. */
public interface MachineListener {
  /** A machine may have a place for it. */
  void mayHavePlace();

  /** A machine that failed is to be tried again. */
  void mayReturn(MachineAllocation allocation);
}

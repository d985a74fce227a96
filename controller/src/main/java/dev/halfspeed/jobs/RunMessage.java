package dev.halfspeed.jobs;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.core.Cancellation;
import dev.halfspeed.schedule.MachineAllocation;
import dev.halfspeed.worker.protocol.Result;

/** What the one thread of a campaign that decides is told by all others. */
public sealed interface RunMessage {
  /** A job has ended. */
  record Ended(JobAttempt attempt, Result result) implements RunMessage {}

  /** A job whose machine can't be reached: nobody knows what became of it. */
  record Stranded(JobAttempt attempt, MachineFault fault) implements RunMessage {}

  /** A job that was to be cancelled on a machine that can't be reached. */
  record Lost(JobAttempt attempt) implements RunMessage {}

  /** A machine may have a place for it. */
  record Wake() implements RunMessage {}

  /** A while has passed: whether it gets on is to be looked at. */
  record Tick() implements RunMessage {}

  /** A machine that failed is to be tried again. */
  record Retry(MachineAllocation allocation) implements RunMessage {}

  /** A person did something to it: the store tells what. */
  record Intervened() implements RunMessage {}

  /** It is to end for good. */
  record Cancel(Cancellation cancellation) implements RunMessage {}

  /** It is to be left open, and taken up again another time. */
  record Stop() implements RunMessage {}
}

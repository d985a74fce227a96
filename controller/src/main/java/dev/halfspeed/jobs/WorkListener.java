package dev.halfspeed.jobs;

import dev.halfspeed.store.campaign.DecisionRecord;
import dev.halfspeed.store.job.JobEnd;

/** Told of what campaigns decide and of what came of their jobs, once it is on the disk. */
public interface WorkListener {
  /** A decision was written. */
  void decided(DecisionRecord decision);

  /** The end of a job was written. */
  void ended(JobEnd end);
}

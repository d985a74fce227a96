package dev.halfspeed.worker.job;

import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;

/** Performs the jobs of a machine. */
@FunctionalInterface
public interface JobPerformer {
  /**
   * Performs one job from beginning to end.
   *
   * @param folder where its logs go
   * @throws InfrastructureException when this machine is at fault
   * @throws DeadlineException when time ran out and that is nobody's evidence
   */
  Result perform(Job job, JobFolder folder, Reporter reporter, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException;
}

package dev.halfspeed.bisect;

import dev.halfspeed.dispatch.MachineFault;
import dev.halfspeed.dispatch.WorkerLink;
import dev.halfspeed.store.BisectionRecord;
import dev.halfspeed.store.Store;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Reply;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ends jobs of bisections that are over: their end may not have reached the machine then, and
 * nothing else is to run beside what will be measured.
 */
final class Strays {
  private static final String FACTS = Job.Facts.class.getSimpleName();

  private final Store store;

  Strays(Store store) {
    this.store = store;
  }

  void end(WorkerLink link) throws MachineFault, InterruptedException {
    Set<String> open =
        store.openBisections().stream().map(BisectionRecord::id).collect(Collectors.toSet());
    for (Reply.JobStatus job : link.jobs()) {
      if (job.state() == Reply.State.RUNNING
          && !job.kind().equals(FACTS)
          && !open.contains(JobBook.bisectionOf(job.job().job()))) {
        link.cancel(job.job());
      }
    }
  }
}

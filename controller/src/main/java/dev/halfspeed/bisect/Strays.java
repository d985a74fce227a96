package dev.halfspeed.bisect;

import dev.halfspeed.dispatch.MachineFault;
import dev.halfspeed.dispatch.WorkerLink;
import dev.halfspeed.store.BisectionRecord;
import dev.halfspeed.store.CheckRecord;
import dev.halfspeed.store.Store;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Reply;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ends jobs of bisections and checks that are over: their end may not have reached the machine
 * then, and nothing else is to run beside what will be measured.
 */
final class Strays {
  private static final String FACTS = Job.Facts.class.getSimpleName();

  private final Store store;

  Strays(Store store) {
    this.store = store;
  }

  void end(WorkerLink link) throws MachineFault, InterruptedException {
    Set<String> open =
        Stream.concat(
                store.openBisections().stream().map(BisectionRecord::id),
                store.openChecks().stream().map(CheckRecord::id))
            .collect(Collectors.toSet());
    for (Reply.JobStatus job : link.jobs()) {
      if (job.state() == Reply.State.RUNNING
          && !job.kind().equals(FACTS)
          && open.stream().noneMatch(id -> job.job().job().startsWith(id + "-"))) {
        link.cancel(job.job());
      }
    }
  }
}

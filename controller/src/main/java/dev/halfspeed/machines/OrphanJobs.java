package dev.halfspeed.machines;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.job.JobStore;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Reply;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends jobs of campaigns that are over, and looks that nobody waits for any more: their end may not
 * have reached the machine then, or a controller died beside them, and nothing else is to run
 * beside what will be measured.
 */
final class OrphanJobs {
  private final Store store;
  private final Set<JobId> looks = ConcurrentHashMap.newKeySet();

  OrphanJobs(Store store) {
    this.store = store;
  }

  /** From now on somebody waits for this look at a machine, until it is closed. */
  Look look(JobId job) {
    looks.add(job);
    return () -> looks.remove(job);
  }

  /** A look that somebody waits for. */
  interface Look extends AutoCloseable {
    @Override
    void close();
  }

  void end(WorkerClient link) throws MachineFault, InterruptedException {
    List<CampaignRecord> open = store.campaigns().open(EnumSet.allOf(CampaignRecord.Kind.class));
    for (Reply.JobStatus job : link.jobs()) {
      if (job.state() == Reply.State.RUNNING
          && !looks.contains(job.job())
          && !isWanted(job.job(), open)) {
        link.cancel(job.job());
      }
    }
  }

  /** Whether a campaign is open that has not given the job up. */
  private boolean isWanted(JobId running, List<CampaignRecord> open) {
    for (CampaignRecord campaign : open) {
      if (running.job().startsWith(campaign.id() + "-")) {
        // A machine that boots itself has steps, called by the job that they are for and a dot.
        return campaign.kind().isCheck()
            || store.jobs().unfinished(campaign.id()).stream()
                .map(JobStore.OpenJob::job)
                .anyMatch(job ->
                    running.job().equals(job.job()) || running.job().startsWith(job.job() + "."));
      }
    }
    return false;
  }
}

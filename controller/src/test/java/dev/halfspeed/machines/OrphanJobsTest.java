package dev.halfspeed.machines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.agent.FilePart;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.sqlite.QuickStores;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs on a machine and is nobody's is ended before something is measured there. */
final class OrphanJobsTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir private Path folder;

  @Test
  void jobsAndStepsOfOpenCampaignsGoOn() throws Exception {
    try (Store store = QuickStores.shared().open(folder.resolve("halfspeed.db"), WriteWatch.NONE);
        var machine =
            new Listing("b1-4", "b1-4.switch", "b1-4.recover", "b1-44", "b1-3.switch", "b2-1")) {
      store
          .campaigns()
          .insert(
              CampaignRecord.begun(
                  "b1", CampaignRecord.Kind.BISECTION, null, "", START, "{}", "{}", "RUNNING"));
      store
          .jobs()
          .start(
              new JobRecord(
                  "b1-4",
                  1,
                  "b1",
                  "m1",
                  "boot",
                  "bad",
                  "c3",
                  "mm",
                  "SEARCH",
                  "key",
                  null,
                  START,
                  null,
                  null,
                  "",
                  null,
                  "/logs/b1-4"),
              Optional.of("{}"));
      new OrphanJobs(store).end(machine);
      assertThat(machine.cancelled)
          .extracting(JobId::job)
          .containsExactly("b1-44", "b1-3.switch", "b2-1");
    }
  }

  /** A machine on which these run. */
  private static final class Listing implements WorkerClient {
    private final List<JobId> running;
    private final List<JobId> cancelled = new ArrayList<>();

    Listing(String... jobs) {
      running = Stream.of(jobs).map(job -> new JobId(job, 1)).toList();
    }

    @Override
    public List<Reply.JobStatus> jobs() {
      return running.stream()
          .map(job -> new Reply.JobStatus(job, "measure", Reply.State.RUNNING, 1))
          .toList();
    }

    @Override
    public void cancel(JobId id) {
      cancelled.add(id);
    }

    @Override
    public void connect() {}

    @Override
    public Result run(JobId id, Job job, Consumer<JobEvent> onEvent) {
      throw new IllegalStateException("it is only looked at");
    }

    @Override
    public Running running() {
      throw new IllegalStateException("it is only looked at");
    }

    @Override
    public void leave(JobId id, String bootId) {}

    @Override
    public void sendCommit(Path repository, String commit) {}

    @Override
    public void sendRecipe(Path recipe, String digest) {}

    @Override
    public Optional<byte[]> read(String path, FilePart part) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}

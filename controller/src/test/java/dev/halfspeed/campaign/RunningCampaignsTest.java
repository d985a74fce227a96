package dev.halfspeed.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.Cancellation;
import dev.halfspeed.core.Intervention.Act;
import dev.halfspeed.jobs.JobPages;
import dev.halfspeed.jobs.Journal;
import dev.halfspeed.jobs.Testability;
import dev.halfspeed.jobs.Variants;
import dev.halfspeed.jobs.WorkListener;
import dev.halfspeed.machines.MachineStatuses;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.schedule.MachineScheduler;
import dev.halfspeed.schedule.Settled;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Sought;
import dev.halfspeed.search.Work;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.campaign.DecisionRecord;
import dev.halfspeed.store.job.JobEnd;
import dev.halfspeed.store.sqlite.QuickStores;
import dev.halfspeed.time.Time;
import dev.halfspeed.work.BootWay;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns that come when the controller ends. */
final class RunningCampaignsTest {
  private static final String UNASKED = "it was never begun";

  @TempDir private Path folder;

  @Test
  void oneThatComesAfterTheEndIsNotRunAndGivesBackWhatItHas() throws Exception {
    var variants = new NoVariants();
    var changes = new int[1];
    try (Store store = QuickStores.shared().open(folder.resolve("halfspeed.db"), WriteWatch.NONE)) {
      CampaignRun run = run(store, variants, () -> changes[0]++);
      var running = new RunningCampaigns(Time.real());
      running.close();
      running.start(
          "b1",
          run,
          id -> {
            throw new AssertionError(id + " has ended");
          },
          (id, problem) -> {
            throw new AssertionError(id + " " + problem);
          });
      assertThat(running.get("b1")).isEmpty();
      assertThat(variants.closed).isTrue();
      assertThat(changes[0]).isZero();
    }
  }

  /** Whoever is told may read the store, which is closed next. */
  @Test
  void theEndIsNotOverBeforeAllHaveBeenToldOf() throws Exception {
    try (Store store = QuickStores.shared().open(folder.resolve("halfspeed.db"), WriteWatch.NONE)) {
      store
          .campaigns()
          .insert(
              CampaignRecord.begun(
                  "b1",
                  CampaignRecord.Kind.BISECTION,
                  null,
                  "",
                  Instant.EPOCH,
                  "{}",
                  "{}",
                  "RUNNING"));
      // It asks nothing while it is paused.
      store.interventions().append("b1", Instant.EPOCH, "ann", new Act.Pause(), "so");
      CampaignRun run = run(store, new NoVariants(), () -> {});
      var running = new RunningCampaigns(Time.real());
      var isTold = new CountDownLatch(1);
      var goesOn = new CountDownLatch(1);
      List<String> seen = Collections.synchronizedList(new ArrayList<>());
      running.start(
          "b1",
          run,
          id -> {
            isTold.countDown();
            await(goesOn);
            seen.add("told");
          },
          (id, problem) -> seen.add(problem.what()));
      run.stop();
      await(isTold);
      Thread closing =
          Thread.ofPlatform()
              .start(() -> {
                running.close();
                seen.add("closed");
              });
      Awaitility.await()
          .until(() ->
              closing.getState() == Thread.State.TIMED_WAITING
                  || closing.getState() == Thread.State.TERMINATED);
      goesOn.countDown();
      closing.join();
      assertThat(seen).containsExactly("told", "closed");
    }
  }

  /** Its end is not in the store, so it is open: somebody has to take it up again. */
  @Test
  void oneThatBreaksBeforeItsEndIsWrittenIsHeldUp() throws Exception {
    try (Store store = QuickStores.shared().open(folder.resolve("halfspeed.db"), WriteWatch.NONE)) {
      CampaignRun run =
          run(
              store,
              new NoVariants(),
              () -> {
                throw new IllegalStateException("nobody can be told");
              });
      var running = new RunningCampaigns(Time.real());
      List<String> seen = Collections.synchronizedList(new ArrayList<>());
      running.start(
          "b1", run, id -> seen.add(id + " has ended"), (id, problem) -> seen.add(problem.what()));
      run.stop();
      Awaitility.await().until(() -> !seen.isEmpty());
      assertThat(seen).singleElement().asString().contains("nobody can be told");
      assertThat(running.get("b1")).isEmpty();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CampaignRun run(Store store, Variants variants, Runnable onChange) throws Problem {
    var statuses = new MachineStatuses(store, Time.real());
    return new CampaignRun(
        new CampaignRun.Order(
            "b1",
            new NoQuestion(),
            variants,
            new NoMachines(),
            new Journal("tps", new MetricScale(true, Sought.REGRESSION), List.of()),
            Terms.automatic("watch mainline"),
            List.of(),
            new RecipeBook(Path.of("..", "recipes")).find("exec"),
            1,
            0,
            false),
        store,
        new MachineScheduler(),
        id -> id,
        statuses,
        new NoListener(),
        Time.real(),
        onChange);
  }

  private static final class NoVariants implements Variants {
    private boolean closed;

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public BisectionView.Commit commit(Revision revision) {
      throw new AssertionError(UNASKED);
    }

    @Override
    public Optional<Source> source(Revision revision) {
      throw new AssertionError(UNASKED);
    }

    @Override
    public RecipePlan plan(Revision revision) {
      throw new AssertionError(UNASKED);
    }

    @Override
    public BootPlan boot(Revision revision, BootPlan usual) {
      throw new AssertionError(UNASKED);
    }

    @Override
    public Stream<Revision> all() {
      throw new AssertionError(UNASKED);
    }

    @Override
    public String named(String words) {
      throw new AssertionError(UNASKED);
    }

    @Override
    public Path repository(Revision revision) {
      throw new AssertionError(UNASKED);
    }
  }

  private static final class NoQuestion implements Campaign {
    @Override
    public String kind() {
      return "bisection";
    }

    @Override
    public OptionalDouble secondsLeft() {
      return OptionalDouble.empty();
    }

    @Override
    public Set<Revision> ends() {
      return Set.of();
    }

    @Override
    public String assess(List<Evidence> evidence, JobPages jobs, List<String> usable) {
      throw new AssertionError(UNASKED);
    }

    @Override
    public List<Work> useless(List<Evidence> evidence, List<Work> underWay) {
      throw new AssertionError(UNASKED);
    }

    @Override
    public Step next(List<Evidence> evidence, List<Work> underWay, Slot slot) {
      throw new AssertionError(UNASKED);
    }

    @Override
    public Optional<Step.Conclude> spent(List<Evidence> evidence, String budget) {
      throw new AssertionError(UNASKED);
    }

    @Override
    public List<Testability.Doubt> doubts(Step.Conclude conclusion, Testability testability) {
      throw new AssertionError(UNASKED);
    }

    @Override
    public Ending end(
        Step.Conclude conclusion,
        List<Evidence> evidence,
        Testability testability,
        String disturbances) {
      throw new AssertionError(UNASKED);
    }

    @Override
    public Ending cancelled(Cancellation cancellation) {
      throw new AssertionError(UNASKED);
    }

    @Override
    public Ending failed(String words) {
      throw new AssertionError(UNASKED);
    }
  }

  private static final class NoMachines implements Settled {
    @Override
    public List<String> machines() {
      return List.of();
    }

    @Override
    public Map<String, BootWay> boots() {
      return Map.of();
    }

    @Override
    public Settled withBoot(String machine, BootWay way) {
      throw new AssertionError(UNASKED);
    }
  }

  private static final class NoListener implements WorkListener {
    @Override
    public void decided(DecisionRecord decision) {
      throw new AssertionError(UNASKED);
    }

    @Override
    public void ended(JobEnd end) {
      throw new AssertionError(UNASKED);
    }
  }
}

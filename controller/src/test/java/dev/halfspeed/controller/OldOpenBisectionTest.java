package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.ReconnectingClient;
import dev.halfspeed.campaign.check.MachineChecks;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.history.Snapshots;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.machines.FactsRecord;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.sqlite.SqliteStore;
import dev.halfspeed.time.VirtualTime;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bisection that the controller of commit 73147d0 left in the middle goes on to its culprit. */
final class OldOpenBisectionTest {
  private static final String CULPRIT = "sched: wake up on the previous CPU";
  private static final String QUARANTINED = "lab3";
  private static final double NOISE = 0.006;
  private static final long SEED = 5;

  /** The old controller's clock had come to the second hour of the same day. */
  private static final Duration LATER = Duration.ofHours(3);

  @TempDir private Path folder;
  private final VirtualTime time = new VirtualTime(SEED);
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final VirtualTime.Program program = time.program();
  private final Map<String, SimulatedMachine> machines = new LinkedHashMap<>();

  /** The keys of what was built on each machine. */
  private final Map<String, Set<String>> images = new LinkedHashMap<>();

  @Test
  void goesOnWhereItWas() throws Exception {
    OldLab lab = OldLab.in(folder);
    lab.move();
    String open = only(lab.written("SELECT id FROM bisection WHERE ended_at IS NULL"));
    makeSnapshots(lab);
    setUpMachines(lab, open);
    List<String> ended =
        lab.written(
            """
            SELECT job || '/' || attempt FROM job JOIN job_end USING (job, attempt)
            WHERE bisection = '%s' ORDER BY job_end.rowid
            """
                .formatted(open));
    BisectionView before;
    BisectionView after;
    try (Store store = SqliteStore.open(lab.database())) {
      // What was decided when depends on what had ended by then.
      assertThat(store.jobs().ended(open))
          .extracting(job -> job.job() + "/" + job.attempt())
          .containsExactlyElementsOf(ended);
      LabController controller = ask(() -> open(lab, store));
      before = ask(() -> controller.campaigns().bisection(open));
      assertThat(before.state()).isEqualTo(BisectionView.State.RUNNING);
      boolean ends =
          time.play(
              Duration.ofDays(1),
              () -> store.campaigns().find(open).orElseThrow().endedAt() != null);
      assertThat(ends).isTrue();
      after = ask(() -> controller.campaigns().bisection(open));
      assertThat(
              time.play(
                  Duration.ofDays(1), () -> store.campaigns().open(MachineChecks.KINDS).isEmpty()))
          .isTrue();
      assertThat(ask(controller.machines()::checks).getFirst())
          .as("the check that was open has gone on with its boots")
          .satisfies(check -> {
            // These machines are not quite as fast as those of then.
            assertThat(check.state()).as(check.message()).isIn("passed", "differs");
            // Where these differ from those, as many again have to show it.
            assertThat(check.samples()).size().isIn(check.boots(), 2 * check.boots());
          });
      assertThat(ask(controller.machines()::all))
          .filteredOn(machine -> machine.name().equals(QUARANTINED))
          .extracting(MachineView::state)
          .containsExactly("quarantined");
      time.end();
    }
    BisectionView.Ending ending = requireNonNull(after.ending());
    assertThat(ending.kind()).as(ending.words()).isEqualTo("culprit");
    assertThat(ending.commits().getFirst().subject()).isEqualTo(CULPRIT);
    assertThat(after.samples()).startsWith(before.samples().toArray(BisectionView.Sample[]::new));
    assertThat(after.attempts())
        .containsAll(before.attempts().stream().filter(job -> job.endedAt() != null).toList());
    assertThat(after.steps()).startsWith(before.steps().toArray(BisectionView.Step[]::new));
    assertNothingIsRepeated(
        open,
        ended,
        lab.written(
            """
            SELECT job || '/' || attempt FROM job
            WHERE NOT EXISTS (
              SELECT * FROM job_end WHERE job_end.job = job.job AND job_end.attempt = job.attempt)
            """));
  }

  /** The sources of what was being built lie in the state folder, beside the database. */
  private static void makeSnapshots(OldLab lab) throws Problem {
    for (List<Object> build :
        lab.table(
            """
            SELECT bisection, "commit", work_json ->> '$.commit'
            FROM job LEFT JOIN job_end USING (job, attempt)
            WHERE ended_at IS NULL AND kind = 'build'
            """)) {
      Path own = lab.state().resolve("snapshots").resolve(text(build.get(0)) + ".git");
      try (KernelHistory history = KernelHistory.open(lab.repository());
          Snapshots snapshots = Snapshots.open(own, history)) {
        assertThat(snapshots.snapshot(text(build.get(1)))).isEqualTo(text(build.get(2)));
      }
    }
  }

  private static String only(List<String> rows) {
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }

  /**
   * What was under way is done under its old name. No job that had ended is started again, and
   * nothing is built for the bisection that lies there already. Old checks kept no row of their
   * build: what goes on with one asks for it again, and the worker finds it there.
   */
  private void assertNothingIsRepeated(
      String bisection, List<String> ended, List<String> unfinished) {
    assertThat(ended).isNotEmpty();
    assertThat(unfinished).isNotEmpty();
    var started = new ArrayList<String>();
    machines.forEach((name, machine) -> {
      for (SimulatedMachine.SimulatedJob job : machine.jobs()) {
        started.add(job.id().job() + "/" + job.id().attempt());
        boolean isOfBisection = job.id().job().startsWith(bisection);
        if (isOfBisection && job.job() instanceof Job.Build build) {
          assertThat(images.get(name)).doesNotContain(build.imageKey());
        }
        if (isOfBisection && name.equals(QUARANTINED)) {
          assertThat(job.job()).isInstanceOf(Job.Facts.class);
        }
      }
      assertThat(machine.violations()).isEmpty();
    });
    assertThat(started).containsAll(unfinished).doesNotContainAnyElementsOf(ended);
  }

  /** As the old controller knew them, with what it had built for the bisection on their disks. */
  private void setUpMachines(OldLab lab, String bisection) {
    for (List<Object> machine : lab.table("SELECT name, facts_json FROM machine ORDER BY name")) {
      String name = text(machine.get(0));
      FactsRecord facts = RowJson.read(text(machine.get(1)), FactsRecord.class);
      var hardware = new FakeMachine(NOISE);
      hardware.breaks((_, job) ->
          job instanceof Job.Facts
              ? Optional.of(new Result.FactsFound(facts.facts()))
              : Optional.empty());
      var keys = new HashSet<String>();
      for (List<Object> image :
          lab.table(
              """
              SELECT result_json ->> '$.image.key', "commit"
              FROM job JOIN job_end USING (job, attempt)
              WHERE outcome = 'built' AND machine = '%s' AND bisection = '%s'
              """
                  .formatted(name, bisection))) {
        keys.add(text(image.get(0)));
        hardware.hasImage(
            text(image.get(0)),
            KernelRepository.show(lab.repository(), text(image.get(1)), "speed").strip());
      }
      images.put(name, keys);
      machines.put(name, new SimulatedMachine(name, time, hardware, random.nextLong()));
    }
  }

  private static String text(@Nullable Object value) {
    return requireNonNull(value).toString();
  }

  private LabController open(OldLab lab, Store store) {
    program.setClockError(LATER);
    return LabController.open(
        store,
        lab.state(),
        lab.recipes(),
        folder.resolve("worker"),
        lease ->
            machine ->
                new ReconnectingClient(
                    machine,
                    ConnectionSettings.DEFAULTS,
                    program,
                    () ->
                        requireNonNull(machines.get(machine.name()))
                            .connect(program, lease.token(), _ -> {})),
        () -> new UUID(random.nextLong(), random.nextLong()),
        program,
        true);
  }

  private interface Question<T> {
    T answer() throws Problem;
  }

  /** Asks the controller something, in its time. */
  private <T> T ask(Question<T> question) throws Problem {
    var answers = new ArrayList<T>();
    var problems = new ArrayList<Problem>();
    program.start(
        "question",
        () -> {
          try {
            answers.add(question.answer());
          } catch (Problem problem) {
            problems.add(problem);
          }
        });
    assertThat(time.play(Duration.ofHours(1), () -> !answers.isEmpty() || !problems.isEmpty()))
        .isTrue();
    if (!problems.isEmpty()) {
      throw problems.getFirst();
    }
    return answers.getFirst();
  }
}

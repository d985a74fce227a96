package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.jobs.RetryPolicy;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.DecisionRecord;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.time.HastyTime;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work that is not there when it is wanted ends nothing. */
final class LostWorkTest {
  @TempDir private Path directory;
  private TinyLab lab;

  @BeforeEach
  void setUp() throws IOException {
    lab = new TinyLab(directory);
  }

  /** Written down by a controller that was killed before it told the machine. */
  @Test
  void aJobThatNoMachineWasToldOfEndsAsAFaultOfHalfspeed() throws Exception {
    var machine = new FakeMachine(0.0005);
    machine.freezesAfter(4);
    String bisection;
    try (LabController controller = lab.controller(machine, Time.real())) {
      bisection = controller.requests().bisect(lab.request("main"), People.ANN);
      TinyLab.until(() -> machine.starts().size() >= 4);
    }
    machine.freezesAfter(Integer.MAX_VALUE);
    String lost = bisection + "-500";
    try (Store store = lab.store()) {
      JobRecord known = store.jobs().all(bisection).getLast();
      List<DecisionRecord> decisions = store.campaigns().decisions(bisection);
      assertThat(decisions).isNotEmpty();
      store
          .jobs()
          .start(
              new JobRecord(
                  lost,
                  1,
                  bisection,
                  known.machine(),
                  known.kind(),
                  known.revision(),
                  known.commit(),
                  known.subject(),
                  known.purpose(),
                  null,
                  null,
                  known.startedAt(),
                  null,
                  null,
                  "",
                  null,
                  known.logPath()),
              Optional.empty());
    }
    try (LabController controller = lab.controller(machine, Time.real())) {
      BisectionView end = TinyLab.end(controller, bisection);
      assertFound(end);
      assertThat(end.attempts())
          .filteredOn(attempt -> attempt.job().startsWith(lost))
          .singleElement()
          .satisfies(attempt ->
              assertThat(attempt.message()).isEqualTo("NOT_STARTED: a fault of Halfspeed"));
    }
    assertThat(machine.starts().keySet()).noneMatch(id -> id.job().equals(lost));
  }

  /** The look whether guests are accelerated boots an image that the machine has lost meanwhile. */
  @Test
  void anImageThatAProbeDoesNotFindIsBuiltAgain() throws Exception {
    var machine = new FakeMachine(0.0005);
    machine.tellsAccelerationAfterAProbe();
    List<String> probed = new ArrayList<>();
    List<String> built = new ArrayList<>();
    machine.breaks((id, job) -> {
      synchronized (probed) {
        if (job instanceof Job.Build build) {
          built.add(build.imageKey());
        }
        if (job instanceof Job.Facts facts && facts.probeImage() != null) {
          probed.add(facts.probeImage());
          if (probed.size() == 1 || id.attempt() > 1) {
            return Optional.of(
                new Result.InfrastructureFault(Result.Fault.IMAGE_MISSING, "no such image", ""));
          }
        }
        return Optional.empty();
      }
    });
    try (LabController controller = lab.controller(machine, new HastyTime())) {
      assertFound(
          TinyLab.end(controller, controller.requests().bisect(lab.request("main"), People.ANN)));
    }
    String lost = probed.getFirst();
    assertThat(built.stream().filter(lost::equals)).hasSize(2);
    assertThat(probed).hasSizeBetween(2, 2 + RetryPolicy.INFRASTRUCTURE);
  }

  private void assertFound(BisectionView end) {
    BisectionView.Ending ending = requireNonNull(end.ending());
    assertThat(ending.kind()).as(ending.words()).isEqualTo("culprit");
    assertThat(ending.commits().getFirst().id()).isEqualTo(lab.culprit());
  }
}

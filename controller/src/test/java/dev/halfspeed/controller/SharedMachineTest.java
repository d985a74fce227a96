package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.schedule.MachinePool;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that several want: who has it is said to who waits, and in the list of machines. */
final class SharedMachineTest {
  /** Enough to tell how long the rest takes. */
  private static final int JOBS_BEFORE = 8;

  @TempDir private Path directory;
  private TinyLab lab;

  @BeforeEach
  void setUp() throws IOException {
    lab = new TinyLab(directory);
  }

  @Test
  void whoWaitsIsToldForWhomAndForHowLongAbout() throws Exception {
    var machine = new FakeMachine(0.0005);
    var hangs = new AtomicBoolean();
    machine.hangs((_, job) -> {
      boolean now = job instanceof Job.Measure && machine.starts().size() > JOBS_BEFORE;
      hangs.compareAndSet(false, now);
      return now;
    });
    try (LabController controller = lab.controller(machine, Time.real())) {
      String first = controller.requests().bisect(lab.request("main"), People.ANN);
      TinyLab.until(() -> hangs.get() && left(controller, first));
      String second = controller.requests().bisect(lab.request("main~1"), People.ANN);
      TinyLab.until(() ->
          controller.campaigns().bisection(second).activities().stream()
              .anyMatch(activity -> activity.doing().equals("waiting")));
      BisectionView.Activity waiting =
          controller.campaigns().bisection(second).activities().getFirst();
      assertThat(waiting.machine()).isEqualTo("lab1");
      assertThat(waiting.phase())
          .matches("for bisection " + first + " \\(about [0-9].*(s|min|h|d) left\\)");
      assertThat(controller.campaigns().openWork()).contains(new OpenWork("bisection", 2, 1));
      MachineView seen = controller.machines().all().getFirst();
      assertThat(seen.state()).isEqualTo("busy");
      assertThat(seen.doing()).isNotEmpty().noneMatch(MachinePool::isUnused);
    }
  }

  @Test
  void anotherControllersMachineIsInUse() throws Exception {
    var machine = new FakeMachine(0.0005);
    machine.breaks((id, _) -> {
      if (id.job().endsWith("5")) {
        machine.isInUse("lab1 works for ann@elsewhere:/state");
      }
      return Optional.empty();
    });
    try (LabController controller = lab.controller(machine, Time.real())) {
      String bisection = controller.requests().bisect(lab.request("main"), People.ANN);
      TinyLab.until(() -> controller.machines().all().getFirst().state().equals("in use"));
      assertThat(controller.machines().all().getFirst().doing()).isEmpty();
      assertThat(controller.machines().all().getFirst().problem())
          .contains("lab1 works for ann@elsewhere:/state");
      assertThat(controller.campaigns().bisection(bisection).activities())
          .anySatisfy(activity -> {
            assertThat(activity.doing()).isEqualTo("waiting for another controller");
            assertThat(activity.phase()).contains("ann@elsewhere");
          });
    }
  }

  private static boolean left(Controller controller, String bisection) throws Problem {
    BisectionView.Forecast forecast =
        controller.campaigns().bisection(bisection).progress().forecast();
    return forecast != null && forecast.seconds() != null;
  }
}

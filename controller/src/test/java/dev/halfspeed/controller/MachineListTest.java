package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.time.Time;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machines that a controller knows. */
final class MachineListTest {
  @TempDir private Path directory;

  @Test
  void oneWhoseEntryWasEditedIsStillOne() throws Exception {
    var lab = new TinyLab(directory);
    String file = directory.resolve("lab.yaml").toString();
    try (LabController controller = lab.controller(new FakeMachine(0), Time.real())) {
      controller.machines().check(file, "", People.ANN);
      lab.machineDoesOneThingAtATime();
      controller.machines().check(file, "", People.ANN);
      assertThat(controller.machines().all()).extracting(MachineView::name).containsExactly("lab1");
    }
  }
}

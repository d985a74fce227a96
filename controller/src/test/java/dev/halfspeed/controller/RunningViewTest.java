package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.campaign.bisection.BisectionViews;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.Store;
import dev.halfspeed.time.Time;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of a bisection that goes on, of which the controller knows all by itself. */
final class RunningViewTest {
  @TempDir private Path directory;

  @Test
  void itIsWhatTheStoreTells() throws Exception {
    var lab = new TinyLab(directory);
    var machine = new FakeMachine(0.0005);
    machine.freezesAfter(9);
    String id;
    BisectionView shown;
    try (LabController controller = lab.controller(machine, Time.real())) {
      id = controller.requests().bisect(lab.request("main"), People.ANN);
      TinyLab.until(() -> machine.starts().size() >= 9);
      TinyLab.until(() -> controller.campaigns().bisection(id).activities().size() == 1);
      shown = controller.campaigns().bisection(id);
    }
    try (Store store = lab.store()) {
      BisectionView kept =
          new BisectionViews(store, Time.real(), directory)
              .view(store.campaigns().find(id).orElseThrow(), Optional.empty(), List.of());
      assertThat(shown.samples()).isNotEmpty().isEqualTo(kept.samples());
      // The one that was under way has ended with the controller.
      assertThat(kept.attempts())
          .hasSize(9)
          .startsWith(
              shown.attempts().stream()
                  .filter(attempt -> attempt.endedAt() != null)
                  .toArray(BisectionView.Attempt[]::new));
      assertThat(kept.steps()).startsWith(shown.steps().toArray(BisectionView.Step[]::new));
      assertThat(shown.differences()).isEqualTo(kept.differences());
    }
  }
}

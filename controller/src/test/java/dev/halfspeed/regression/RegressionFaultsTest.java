package dev.halfspeed.regression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.AlarmRecord;
import dev.halfspeed.store.sqlite.QuickStores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with one regression. */
final class RegressionFaultsTest {
  @TempDir private Path folder;

  private MadeController controller(MadeWorld world) throws Problem {
    return new MadeController(
        QuickStores.create(folder), folder.resolve("halfspeed.db"), world, _ -> false);
  }

  private static void loss(MadeController controller, String key, int series, int... points)
      throws Problem {
    AlarmRecord alarm =
        MadeAlarms.alarm(key, controller.now(), series, AlarmRecord.Kind.LOSS, -0.1, points);
    controller.live(regressions -> regressions.alarm(alarm));
  }

  private static void pass(MadeController controller, int hours) throws Problem {
    for (int hour = 0; hour < hours; hour++) {
      controller.pass(Duration.ofHours(1));
    }
  }

  private static List<String> states(MadeController controller) {
    return controller.regressions().list().stream().map(RegressionView::state).toList();
  }

  @Test
  void aBugWithOneHoldsUpNoOtherAndIsTriedAgain() throws Exception {
    var world = new MadeWorld(11);
    world.effect(15, 0, -0.1);
    world.effect(115, 2, -0.1);
    try (MadeController controller = controller(world)) {
      loss(controller, "first", 0, 10, 20);
      loss(controller, "second", 4, 110, 120);
      world.bugs = order -> order.alarm().equals("first");
      pass(controller, 30);
      assertThat(states(controller)).containsExactly("culprit known", "held");
      world.bugs = _ -> false;
      pass(controller, 17);
      assertThat(states(controller).getLast()).isIn("culprit known", "without a culprit");
    }
  }
}

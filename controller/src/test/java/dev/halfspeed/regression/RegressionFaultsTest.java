package dev.halfspeed.regression;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.IllegalTransitionException;
import dev.halfspeed.regression.lifecycle.MadeAlarms;
import dev.halfspeed.regression.lifecycle.Order;
import dev.halfspeed.regression.lifecycle.RegressionLog;
import dev.halfspeed.regression.view.RegressionView;
import dev.halfspeed.store.regression.AlarmRecord;
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

  private static String id(MadeController controller, int number) {
    return controller.regressions().list().reversed().get(number).id();
  }

  private static List<String> told(MadeController controller, String kind) {
    return controller.letters.keySet().stream()
        .filter(key -> key.contains("/" + kind + "/"))
        .sorted()
        .toList();
  }

  @Test
  void whatTheLabWasAskedForGivesItsPlaceBackWhenTheRegressionIsIgnored() throws Exception {
    var world = new MadeWorld(11);
    world.effect(215, 8, -0.1);
    try (MadeController controller = controller(world)) {
      loss(controller, "first", 0, 10, 20);
      loss(controller, "second", 8, 110, 120);
      world.bugs = _ -> true;
      pass(controller, 2);
      assertThat(states(controller)).containsExactly("held", "held");
      world.bugs = _ -> false;
      controller.regressions().ignore(id(controller, 0), "ada", "not now");
      controller.regressions().ignore(id(controller, 1), "ada", "not now");
      loss(controller, "third", 16, 210, 220);
      pass(controller, 24);
      assertThat(states(controller).getFirst()).isIn("culprit known", "without a culprit");
      assertThat(world.begun()).noneMatch(order -> order.contains("/first"));
    }
  }

  @Test
  void whatRunsForARegressionThatIsIgnoredIsCancelled() throws Exception {
    var world = new MadeWorld(11);
    try (MadeController controller = controller(world)) {
      loss(controller, "first", 0, 10, 20);
      world.hangs = _ -> true;
      pass(controller, 4);
      assertThat(world.running()).isEqualTo(1);
      controller.regressions().ignore(id(controller, 0), "ada", "not now");
      pass(controller, 2);
      assertThat(world.running()).isZero();
      assertThat(controller.regressions().view(id(controller, 0)).history())
          .extracting(RegressionView.Step::words)
          .anyMatch(words -> words.endsWith(" ended: it was called off"));
      // One of many has no history: it is as long as the regression is old.
      assertThat(controller.regressions().list())
          .allSatisfy(each -> assertThat(each.history()).isEmpty());
    }
  }

  @Test
  void theMailAboutACulpritDoesNotWaitForEverForOtherSeries() throws Exception {
    var world = new MadeWorld(11);
    world.effect(15, 0, -0.1);
    world.effect(15, 1, -0.05);
    world.hangs = order -> order.purpose() == Order.Purpose.CHECK;
    try (MadeController controller = controller(world)) {
      loss(controller, "first", 0, 10, 20);
      loss(controller, "second", 2, 10, 20);
      pass(controller, 24);
      assertThat(states(controller)).containsExactly("culprit known");
      assertThat(world.running()).isEqualTo(1);
      assertThat(told(controller, "CULPRIT")).isEmpty();
      pass(controller, 24);
      assertThat(told(controller, "CULPRIT")).hasSize(1);
    }
  }

  @Test
  void whatWasNotSentYetOfARegressionThatIsIgnoredIsWithdrawn() throws Exception {
    var world = new MadeWorld(11);
    world.effect(15, 0, -0.1);
    try (MadeController controller = controller(world)) {
      controller.isMailAway = true;
      loss(controller, "first", 0, 10, 20);
      pass(controller, 24);
      assertThat(states(controller)).containsExactly("culprit known");
      controller.regressions().ignore(id(controller, 0), "ada", "expected");
      controller.isMailAway = false;
      pass(controller, 24);
      assertThat(told(controller, "CULPRIT")).isEmpty();
      assertThat(controller.regressions().notices())
          .filteredOn(notice -> notice.kind().equals("CULPRIT"))
          .singleElement()
          .satisfies(notice -> {
            assertThat(notice.state()).isEqualTo("withheld");
            assertThat(notice.words()).isEqualTo("the regression was ignored before it was sent");
          });
    }
  }

  private static void move(MadeController controller, int good, int bad) throws Problem {
    controller
        .regressions()
        .move(
            id(controller, 0),
            MadeAlarms.id(good),
            MadeAlarms.id(bad),
            "ada",
            "the chart shows it there");
  }

  @Test
  void aChangePointThatAPersonMovesIsLookedIntoWhereItLies() throws Exception {
    var world = new MadeWorld(11);
    world.effect(25, 0, -0.1);
    try (MadeController controller = controller(world)) {
      loss(controller, "first", 0, 10, 15, 20);
      pass(controller, 24);
      String before = controller.regressions().view(id(controller, 0)).state();
      assertThat(before).isIn("insignificant", "infrastructure");
      move(controller, 20, 30);
      RegressionView moved = controller.regressions().view(id(controller, 0));
      assertThat(moved.state()).isEqualTo("held");
      assertThat(moved.between())
          .isEqualTo(new RegressionView.Between(MadeAlarms.id(20), MadeAlarms.id(30), "ada"));
      assertThat(moved.alarms())
          .singleElement()
          .satisfies(alarm -> assertThat(alarm.good()).isEqualTo(MadeAlarms.id(10)));
      assertThat(moved.why()).isEqualTo("the chart shows it there (ada)");
      pass(controller, 24);
      RegressionView found = controller.regressions().view(id(controller, 0));
      assertThat(requireNonNull(found.culprit()).id()).isEqualTo(MadeAlarms.id(25));
      assertThat(told(controller, "CULPRIT")).hasSize(1);
      assertThat(found.decisions()).containsExactly("move", "blame", "ignore", "retract");
    }
  }

  @Test
  void whatRunsBetweenOtherEndsIsCancelledAndWhoeverHeardOfItIsToldOnce() throws Exception {
    var world = new MadeWorld(11);
    world.effect(15, 0, -0.1);
    world.effect(25, 0, -0.1);
    try (MadeController controller = controller(world)) {
      loss(controller, "first", 0, 10, 20);
      pass(controller, 24);
      assertThat(told(controller, "CULPRIT")).hasSize(1);
      world.hangs = _ -> true;
      move(controller, 20, 30);
      pass(controller, 4);
      assertThat(told(controller, "CORRECTION")).hasSize(1);
      assertThat(world.running()).isEqualTo(1);
      world.hangs = _ -> false;
      move(controller, 22, 30);
      pass(controller, 24);
      assertThat(world.running()).isZero();
      RegressionView found = controller.regressions().view(id(controller, 0));
      assertThat(requireNonNull(found.culprit()).id()).isEqualTo(MadeAlarms.id(25));
      assertThat(told(controller, "CULPRIT")).hasSize(2);
      assertThat(world.begun())
          .contains(found.id() + "/confirm/first", found.id() + "/confirm/first/moved-2");
    }
  }

  @Test
  void whatWasConcludedBeforeAPersonMovedItIsNotWrittenAfterwards() throws Exception {
    var world = new MadeWorld(11);
    try (MadeController controller = controller(world)) {
      loss(controller, "first", 0, 10, 20);
      pass(controller, 2);
      String id = id(controller, 0);
      move(controller, 20, 30);
      var log = new RegressionLog(controller.store(), controller::now);
      var stale = new EventDetail.Insignificant("fresh boots of both sides do not show it");
      assertThatThrownBy(() -> log.addFollowing(id, id + "/stale", stale, 0))
          .isInstanceOf(IllegalTransitionException.class)
          .hasMessageContaining("was moved before it could be");
      assertThat(log.addFollowing(id, id + "/fresh", stale, 1)).isTrue();
    }
  }

  @Test
  void whereItLiesAlreadyIsNoMoveAndWhatIsDecidedOtherwiseStays() throws Exception {
    var world = new MadeWorld(11);
    try (MadeController controller = controller(world)) {
      loss(controller, "first", 0, 10, 20);
      pass(controller, 1);
      assertThatThrownBy(() -> move(controller, 10, 20))
          .hasMessageContaining("is between these two commits already");
      controller.regressions().ignore(id(controller, 0), "ada", "expected");
      assertThatThrownBy(() -> move(controller, 20, 30))
          .hasMessageEndingWith("can't be moved: it is ignored");
    }
  }

  @Test
  void aLaterCorrectionTakesTheEarlierOneBackThatWasNotSent() throws Exception {
    var world = new MadeWorld(11);
    world.effect(15, 0, -0.1);
    try (MadeController controller = controller(world)) {
      loss(controller, "first", 0, 10, 20);
      pass(controller, 24);
      assertThat(told(controller, "CULPRIT")).hasSize(1);
      controller.isMailAway = true;
      String id = id(controller, 0);
      controller.regressions().blame(id, MadeAlarms.id(12), "ada", "it was that");
      pass(controller, 1);
      controller.regressions().blame(id, MadeAlarms.id(13), "bob", "no, that");
      pass(controller, 1);
      controller.isMailAway = false;
      pass(controller, 24);
      assertThat(told(controller, "CORRECTION"))
          .singleElement()
          .satisfies(key ->
              assertThat(requireNonNull(controller.letters.get(key)).body())
                  .contains("no, that")
                  .doesNotContain("it was that"));
    }
  }
}

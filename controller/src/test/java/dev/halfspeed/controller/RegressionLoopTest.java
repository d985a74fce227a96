package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.People;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.AlarmRequest;
import dev.halfspeed.regression.Regressions;
import dev.halfspeed.regression.view.RegressionView;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.time.Time;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an alarm to the fix through the whole controller, on real git and a fake machine. */
final class RegressionLoopTest {
  private static final double NOISE = 0.002;
  @TempDir private Path directory;

  private AlarmRequest alarm(
      TinyLab lab, String key, String good, String bad, double before, double after) {
    return new AlarmRequest(
        key,
        "test",
        "tiny/tps",
        null,
        lab.request("main").repository(),
        "main",
        good,
        bad,
        key.equals("loss")
            ? List.of(new AlarmRequest.Point("main~8", 0.3), new AlarmRequest.Point(bad, 0.7))
            : null,
        "tiny",
        null,
        null,
        Map.of(),
        "tinyconfig",
        List.of(),
        directory.resolve("lab.yaml").toString(),
        "tps",
        null,
        "lab1",
        before,
        after,
        null,
        null,
        null);
  }

  private static void until(Regressions regressions, String state) {
    TinyLab.until(() -> {
      regressions.pass();
      return regressions.list().getLast().state().equals(state);
    });
  }

  @Test
  void anAlarmIsConfirmedBisectedAndFixed() throws Exception {
    var lab = new TinyLab(directory);
    lab.commit("the fix", "1000");
    lab.commit("more", "1000");
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      Regressions regressions = controller.regressions();
      regressions.settings(TinyLab.AT_ONCE);
      assertThat(controller.raise(alarm(lab, "loss", "main~14", "main~2", 1000, 800), People.ANN))
          .isTrue();
      assertThat(controller.raise(alarm(lab, "loss", "main~14", "main~2", 1000, 800), People.ANN))
          .isFalse();
      until(regressions, "culprit known");
      RegressionView view = regressions.view(regressions.list().getFirst().id());
      assertThat(requireNonNull(view.culprit()).id()).isEqualTo(lab.culprit());
      assertThat(requireNonNull(view.change()).fraction()).isBetween(-0.22, -0.18);
      BisectionView bisection =
          controller
              .campaigns()
              .bisection(requireNonNull(requireNonNull(view.culprit()).campaign()));
      assertThat(bisection.origin().owner()).isEqualTo("regression " + view.id());
      assertThat(bisection.origin().parent())
          .isEqualTo(controller.campaigns().allComparisons().getFirst().id());
      assertThat(bisection.origin().priority()).isLessThan(-100);
      // What the comparison has measured is not measured again.
      assertThat(bisection.samples()).noneMatch(sample -> sample.purpose().equals("calibration"));
      // The author was found, and not written to.
      assertThat(view.notices())
          .singleElement()
          .satisfies(notice -> {
            assertThat(notice.state()).isEqualTo("withheld");
            assertThat(notice.recipient()).isEqualTo("t <t@example.org>");
            assertThat(notice.body()).contains("Fixes: " + lab.culprit().substring(0, 12));
          });
      assertThat(controller.raise(alarm(lab, "gain", "main~2", "main", 800, 1000), People.ANN))
          .isTrue();
      until(regressions, "fixed");
      RegressionView fixed = regressions.list().getFirst();
      assertThat(requireNonNull(fixed.fix()).subject()).isEqualTo("the fix");
      assertThat(regressions.list()).hasSize(1);
    }
  }

  @Test
  void noCommitIsBlamedWhereBothKernelsAreOneBuild() throws Exception {
    var lab = new TinyLab(directory);
    var machine = new FakeMachine(NOISE);
    machine.buildsOneKernel();
    try (LabController controller = lab.controller(machine, Time.real())) {
      Regressions regressions = controller.regressions();
      regressions.settings(TinyLab.AT_ONCE);
      controller.raise(alarm(lab, "equal", "main~12", "main", 1000, 800), People.ANN);
      until(regressions, "infrastructure");
      assertThat(regressions.list().getFirst().why())
          .isEqualTo("both kernels are the same build to the last byte, so no commit changed them");
      assertThat(controller.campaigns().bisections()).isEmpty();
    }
  }

  @Test
  void noCommitIsBlamedForWhereFunctionsLie() throws Exception {
    var lab = new TinyLab(directory);
    var machine = new FakeMachine(NOISE);
    machine.buildsTheSameFunctions();
    try (LabController controller = lab.controller(machine, Time.real())) {
      Regressions regressions = controller.regressions();
      regressions.settings(TinyLab.AT_ONCE);
      controller.raise(alarm(lab, "layout", "main~12", "main", 1000, 800), People.ANN);
      until(regressions, "infrastructure");
      RegressionView view = regressions.list().getFirst();
      assertThat(view.why())
          .startsWith("both kernels have the same functions and data, of which some lie elsewhere")
          .contains(" less tps than before");
      assertThat(controller.campaigns().bisections()).isEmpty();
      assertThat(view.decisions()).contains("move");
    }
  }

  @Test
  void aNoteOfNothingIsInsignificantAndAWrongAlarmIsRefused() throws Exception {
    var lab = new TinyLab(directory);
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      Regressions regressions = controller.regressions();
      regressions.settings(TinyLab.AT_ONCE);
      controller.raise(alarm(lab, "nothing", "main~12", "main~8", 1000, 900), People.ANN);
      until(regressions, "insignificant");
      refused(controller, alarm(lab, "gone", "v9", "main", 1000, 900), "v9");
      refused(controller, alarm(lab, "same", "main", "main", 1000, 900), "the same commit");
      refused(controller, alarm(lab, "none", "main~1", "main", 1000, 1000), "1000.0 before");
      String id = regressions.list().getFirst().id();
      assertThatThrownBy(() -> regressions.retract(id, "ada", "wrong"))
          .isInstanceOf(Problem.class)
          .hasMessage("regression %s can't be retracted: it is insignificant".formatted(id));
      assertThatThrownBy(() -> regressions.ignore(id, "ada", " ")).isInstanceOf(Problem.class);
    }
  }

  @Test
  void aStepThatFailsKeepsNoOtherFromItsTurn() throws Exception {
    List<String> done = new ArrayList<>();
    RegressionLoop.pass(
        () -> {
          throw new IllegalStateException("a bug");
        },
        () -> done.add("second"),
        () -> {
          throw new StoreException(new Problem("the store is away", "wait"), true);
        },
        () -> done.add("last"));
    assertThat(done).containsExactly("second", "last");
  }

  private static void refused(LabController controller, AlarmRequest alarm, @Nullable String said) {
    assertThatThrownBy(() -> controller.raise(alarm, People.ANN))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(said);
  }
}

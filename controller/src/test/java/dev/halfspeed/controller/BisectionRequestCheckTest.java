package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.People;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.campaign.bisection.Resolved;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.PlanView;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is known before a bisection begins: refusals, forecasts, what earlier ones have shown. */
final class BisectionRequestCheckTest extends BisectionLab {
  @Test
  void refusesBadRequestsBeforeAMachineIsTouched() throws Exception {
    String good = repository.commit("import", "1000");
    repository.commit("one", "800");
    repository.git("tag", "other-kernel");
    repository.git("checkout", "-q", "--orphan", "unrelated");
    repository.commit("unrelated", "1");
    repository.git("rm", "-q", "-r", "--cached", ".");
    repository.git("commit", "-q", "-m", "nothing", "--allow-empty");
    String empty = repository.git("rev-parse", "HEAD").strip();
    repository.git("checkout", "-q", "-f", "main");
    var machine = new FakeMachine(TINY_NOISE);
    try (LabController controller = controller(machine)) {
      assertRefused(controller, request("nosuch", "main", "tps"), "nosuch");
      assertRefused(controller, request(good, good, "tps"), "same");
      assertRefused(controller, request("main", good, "tps"), "good");
      assertRefused(controller, request("unrelated~1", "main", "tps"), "common");
      assertRefused(controller, request(empty, "main", "tps"), "kernel");
      assertRefused(controller, request(good, "main", "nosuch"), "nosuch");
      BisectionRequest fine = request(good, "main", "tps");
      assertRefused(controller, with(fine, "recipe", "nosuch"), "nosuch");
      assertRefused(controller, with(fine, "parameter", "nosuch"), "nosuch");
      assertRefused(controller, with(fine, "config", "/nosuch"), "/nosuch");
      assertRefused(controller, with(fine, "fragment", "/nosuch"), "/nosuch");
      assertRefused(controller, with(fine, "repository", "/nosuch"), "/nosuch");
      assertRefused(controller, with(fine, "lab", "/nosuch"), "/nosuch");
      assertRefused(controller, with(fine, "confidence", "1"), "confidence");
      assertRefused(controller, with(fine, "priority", "101"), "priority");
      assertRefused(controller, with(fine, "find", "speed"), "find \"speed\"");
      assertThat(controller.campaigns().bisections()).isEmpty();
      assertThat(machine.starts()).isEmpty();
    }
  }

  /** What programs tell apart. */
  @Test
  void aRefusalHasTheCodeOfItsKind() throws Exception {
    String good = repository.commit("import", "1000");
    repository.commit("one", "800");
    var machine = new FakeMachine(TINY_NOISE);
    try (LabController controller = controller(machine)) {
      BisectionRequest fine = request(good, "main", "tps");
      var codes = new LinkedHashMap<BisectionRequest, ProblemCode>();
      codes.put(request("nosuch", "main", "tps"), ProblemCode.UNKNOWN_REVISION);
      codes.put(request(good, "main..", "tps"), ProblemCode.UNKNOWN_REVISION);
      codes.put(request("0".repeat(39) + "1", "main", "tps"), ProblemCode.UNKNOWN_REVISION);
      codes.put(request(good, good, "tps"), ProblemCode.NO_CANDIDATES);
      codes.put(request("main", good, "tps"), ProblemCode.NO_CANDIDATES);
      codes.put(request(good, "main", "nosuch"), ProblemCode.UNKNOWN);
      codes.put(with(fine, "recipe", "nosuch"), ProblemCode.UNKNOWN);
      codes.put(with(fine, "parameter", "nosuch"), ProblemCode.UNKNOWN);
      codes.put(with(fine, "confidence", "1"), ProblemCode.INVALID_FIELD);
      codes.put(with(fine, "priority", "101"), ProblemCode.INVALID_FIELD);
      codes.put(with(fine, "find", "speed"), ProblemCode.INVALID_FIELD);
      codes.forEach((request, code) ->
          assertThat(refusal(controller, request)).as(request.toString()).isEqualTo(code));
      machine.isUnreachable(true);
      assertThat(refusal(controller, fine)).isEqualTo(ProblemCode.MACHINE_UNREACHABLE);
    }
  }

  private static ProblemCode refusal(LabController controller, BisectionRequest request) {
    return catchThrowableOfType(
            Problem.class, () -> controller.requests().bisect(request, People.ANN))
        .code();
  }

  @Test
  void refusesMachinesThatCannotDoIt() throws Exception {
    String good = repository.commit("import", "1000");
    repository.commit("one", "800");
    var bare = new FakeMachine(TINY_NOISE);
    bare.lacks("flex");
    try (LabController controller = controller(bare)) {
      assertRefused(controller, request(good, "main", "tps"), "flex");
      assertThat(controller.campaigns().bisections()).isEmpty();
    }
    var full = new FakeMachine(TINY_NOISE);
    full.hasDiskFree(1L << 30);
    try (LabController controller = controller(full)) {
      assertRefused(controller, request(good, "main", "tps"), "1024 MiB");
      assertThat(controller.campaigns().bisections()).isEmpty();
    }
  }

  /** It does its part when it is back; until then the others do all. */
  @Test
  void aMachineThatWasThereBeforeMayBeAway() throws Exception {
    String good = repository.commit("import", "1000");
    repository.commit("one", "1000");
    String culprit = repository.commit("two", "700");
    repository.commit("three", "700");
    BisectionRequest request = request(good, "main", "tps");
    addMachine("lab2");
    var first = new FakeMachine(TINY_NOISE);
    var second = new FakeMachine(TINY_NOISE);
    try (LabController controller = controller(Map.of("lab1", first, "lab2", second))) {
      second.isUnreachable(true);
      assertRefused(controller, request, "fake is gone");
      second.isUnreachable(false);
      controller.machines().check(lab.toString(), "", People.ANN);
      second.isUnreachable(true);
      BisectionView view = await(controller, controller.requests().bisect(request, People.ANN));
      assertCulprit(view, culprit);
      assertThat(view.attempts())
          .filteredOn(attempt -> "measured".equals(attempt.outcome()))
          .extracting(BisectionView.Attempt::machine)
          .isNotEmpty()
          .containsOnly("lab1");
      String seen = Files.readString(lab);
      Files.writeString(lab, seen.replace("lab2.example.org", "another.example.org"));
      assertRefused(controller, request, "fake is gone");
      Files.writeString(lab, seen);
    }
    first.isUnreachable(true);
    try (LabController controller = controller(Map.of("lab1", first, "lab2", second))) {
      assertRefused(controller, request, "fake is gone");
    }
  }

  @Test
  void aPlanTouchesNoMachineAndLearnsFromWhatWasMeasured() throws Exception {
    String good = repository.commit("import", "1000");
    for (int i = 1; i <= 30; i++) {
      repository.commit("change " + i, i < 19 ? "1000" : "800");
    }
    BisectionRequest request = request(good, "main", "tps");
    var machine = new FakeMachine(0.004);
    try (LabController controller = controller(machine)) {
      PlanView before =
          controller.requests().plan(new PlanRequest(request, null, null), People.ANN);
      assertThat(before.candidates()).isEqualTo(30);
      assertThat(before.good().id()).isEqualTo(good);
      assertThat(before.machines()).extracting(PlanView.Machine::name).containsExactly("lab1");
      assertThat(before.forecasts()).hasSizeGreaterThan(3);
      assertThat(before.assumed())
          .anyMatch(words -> words.startsWith("noise between boots 1.0 %"))
          .anyMatch(words -> words.endsWith("on lab1"));
      assertThat(machine.starts()).isEmpty();
      assertThat(controller.campaigns().bisections()).isEmpty();
      assertThatThrownBy(
              () -> controller.requests().plan(new PlanRequest(request, 0.0, null), People.ANN))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("noise");
      assertThatThrownBy(
              () -> controller.requests().plan(new PlanRequest(request, null, 1.0), People.ANN))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("effect");
      assertThatThrownBy(() ->
              controller
                  .requests()
                  .plan(new PlanRequest(request("nosuch", "main", "tps"), null, null), People.ANN))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("nosuch");

      BisectionView view = await(controller, controller.requests().bisect(request, People.ANN));
      PlanView after = controller.requests().plan(new PlanRequest(request, null, 0.2), People.ANN);
      assertThat(after.noise()).isBetween(0.001, 0.01);
      assertThat(after.known()).anyMatch(words -> words.contains("earlier boots"));
      assertThat(after.assumed()).isEmpty();
      PlanView.Forecast forecast = after.forecasts().getFirst();
      assertThat(forecast.change()).isEqualTo(-0.2);
      assertThat(forecast.success()).isGreaterThan(0.95);
      assertThat((double) view.progress().boots())
          .isBetween(0.6 * forecast.boots().expected(), 1.6 * forecast.boots().expected());
      PlanView other =
          controller
              .requests()
              .plan(new PlanRequest(request(good, "main", "latency_mean"), 0.01, null), People.ANN);
      assertThat(other.forecasts().getFirst().change()).isPositive();
    }
  }

  /**
   * What earlier bisections tell of the noise is chosen when a bisection starts: one that ended in
   * between changes nothing for one that is taken up again.
   */
  @Test
  void theMachinesNoiseIsLearntFromEarlierBisectionsOnce() throws Exception {
    String good = repository.commit("import", "1000");
    String culprit = "";
    for (int i = 1; i <= 30; i++) {
      String id = repository.commit("change " + i, i < 19 ? "1000" : "800");
      culprit = i == 19 ? id : culprit;
    }
    BisectionView first = conclude(new FakeMachine(TINY_NOISE), request(good, "main", "tps"));
    assertThat(earlier(first.id())).isEmpty();
    var machine = new FakeMachine(TINY_NOISE);
    machine.freezesAfter(8);
    BisectionRequest request = request(good, "main~1", "tps");
    String second;
    try (LabController controller = controller(machine)) {
      second = controller.requests().bisect(request, People.ANN);
      Awaitility.await().until(() -> machine.starts().size() >= 8);
    }
    List<Resolved.Earlier> known = earlier(second);
    assertThat(known)
        .hasSizeBetween(4, 40)
        .allMatch(boot -> boot.machine().equals("lab1") && boot.image().startsWith(first.id()));
    machine.freezesAfter(Integer.MAX_VALUE);
    try (LabController controller = controller(machine)) {
      assertCulprit(await(controller, second), culprit);
    }
    assertThat(earlier(second)).isEqualTo(known);
    BisectionView third = conclude(machine, request(good, "main~2", "tps"));
    assertThat(earlier(third.id()))
        .hasSizeGreaterThan(known.size())
        .anyMatch(boot -> boot.image().startsWith(second));
  }
}

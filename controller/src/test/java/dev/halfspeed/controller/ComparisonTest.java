package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.People;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.comparison.ComparisonText;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.CounterEvidence;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Comparisons through the whole controller, on real git and a fake machine. */
final class ComparisonTest {
  private static final double NOISE = 0.002;

  @TempDir private Path directory;
  private TinyLab lab;

  @BeforeEach
  void setUp() throws IOException {
    lab = new TinyLab(directory);
  }

  private ComparisonRequest request(String... revisions) {
    var variants = new ArrayList<ComparisonRequest.Variant>();
    for (String revision : revisions) {
      variants.add(
          new ComparisonRequest.Variant(
              "V" + variants.size(),
              lab.request("main").repository(),
              revision,
              "tinyconfig",
              List.of(),
              List.of(),
              Map.of()));
    }
    return new ComparisonRequest(
        variants,
        "tiny",
        null,
        Map.of(),
        directory.resolve("lab.yaml").toString(),
        "tps",
        0.99,
        0.02,
        1,
        200,
        1,
        0);
  }

  private static ComparisonView end(Controller controller, String id) throws Problem {
    TinyLab.until(
        () -> controller.campaigns().comparison(id).state() != BisectionView.State.RUNNING);
    return controller.campaigns().comparison(id);
  }

  @Test
  void aLossIsFoundWithItsInterval() throws Exception {
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      ComparisonView view =
          end(controller, controller.requests().compare(request("main~11", "main"), People.ANN));
      assertThat(view.state()).isEqualTo(BisectionView.State.CONCLUDED);
      ComparisonView.Pair pair = view.pairs().getFirst();
      assertThat(pair.verdict()).isEqualTo(ComparisonView.Verdict.DIFFERENT);
      BisectionView.Change difference = requireNonNull(pair.difference());
      assertThat(difference.fraction()).isBetween(-0.21, -0.19);
      assertThat(difference.low()).isLessThan(difference.fraction());
      assertThat(view.conclusion()).isNotEmpty();
      assertThat(view.metrics())
          .extracting(ComparisonView.Metric::name)
          .containsExactly("tps", "latency_mean");
      assertThat(view.metrics().getFirst().values().get(1)).isBetween(780.0, 820.0);
      assertThat(view.counters())
          .singleElement()
          .satisfies(counters -> {
            assertThat(counters.second().name()).isEqualTo("V1");
            assertThat(counters.second().boots()).isGreaterThanOrEqualTo(2);
            assertThat(counters.hints())
                .extracting(CounterEvidence.Hint::rule)
                .contains("compaction-stall");
          });
      assertThat(ComparisonText.markdown(view)).contains("## What else differed");
    }
  }

  /** Each thing that a variant may hold reaches the machine, for that variant alone. */
  @Test
  void whatAVariantHoldsIsWhatTheMachineIsAskedFor() throws Exception {
    Path fragment = Files.writeString(directory.resolve("numa.config"), "CONFIG_NUMA=y\n");
    var machine = new FakeMachine(NOISE);
    var asked = new ConcurrentHashMap<JobId, Job>();
    machine.breaks((id, job) -> {
      asked.put(id, job);
      return Optional.empty();
    });
    ComparisonRequest plain = request("main~11", "main");
    ComparisonRequest.Variant bad = plain.variants().get(1);
    var changed =
        new ComparisonRequest.Variant(
            bad.name(),
            bad.repository(),
            bad.revision(),
            bad.configBase(),
            List.of(fragment.toString()),
            List.of("preempt=full", "sysctl.vm.swappiness=7", "halfspeed.sys=kernel/mm/ksm/run=1"),
            Map.of("seconds", "3"));
    try (LabController controller = lab.controller(machine, Time.real())) {
      ComparisonView view =
          end(
              controller,
              controller
                  .requests()
                  .compare(with(plain, List.of(plain.variants().getFirst(), changed)), People.ANN));
      assertThat(view.variants().get(1).what())
          .contains("preempt=full", "/sys/kernel/mm/ksm/run=1", "seconds 3", "numa.config");
    }
    Map<String, Boolean> isChanged = new HashMap<>();
    for (Job job : asked.values()) {
      if (job instanceof Job.Build build) {
        isChanged.put(build.imageKey(), build.fragments().toString().contains("NUMA"));
      }
    }
    assertThat(isChanged.values()).containsExactlyInAnyOrder(false, true);
    for (Job job : asked.values()) {
      if (job instanceof Job.Measure measure) {
        boolean changes = requireNonNull(isChanged.get(measure.imageKey()));
        assertThat(measure.recipe().parameters()).containsEntry("seconds", changes ? "3" : "1");
        List<String> added = ((BootPlan.Qemu) measure.boot()).kernelArguments();
        assertThat(added.containsAll(changed.kernelArguments())).isEqualTo(changes);
        assertThat(added).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void aValueBelowSysThatCantBeSetIsRefused() throws Exception {
    ComparisonRequest plain = request("main~11", "main");
    ComparisonRequest.Variant bad = plain.variants().get(1);
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      for (String argument :
          List.of("halfspeed.sys=../proc/sysrq-trigger=c", "halfspeed.sys=a/../../etc/x=1")) {
        var variant =
            new ComparisonRequest.Variant(
                bad.name(),
                bad.repository(),
                bad.revision(),
                bad.configBase(),
                List.of(),
                List.of(argument),
                Map.of());
        assertThat(
                catchThrowableOfType(
                    Problem.class,
                    () ->
                        controller
                            .requests()
                            .compare(
                                with(plain, List.of(plain.variants().getFirst(), variant)),
                                People.ANN)))
            .hasMessageContaining("which can't be set");
      }
    }
  }

  @Test
  void theSameKernelIsTheSameAndThreeVariantsAreThreePairs() throws Exception {
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      ComparisonView view =
          end(
              controller,
              controller.requests().compare(request("main~11", "main~11", "main"), People.ANN));
      assertThat(view.pairs())
          .extracting(ComparisonView.Pair::verdict)
          .containsExactly(
              ComparisonView.Verdict.SAME,
              ComparisonView.Verdict.DIFFERENT,
              ComparisonView.Verdict.DIFFERENT);
      // Boots of one kernel as variants of their own, each in turn.
      assertThat(view.variants()).extracting(ComparisonView.Variant::boots).allMatch(n -> n >= 4);
    }
  }

  @Test
  void whoFindsTheOnlyPlaceForBuildsTakenWaitsForIt() throws Exception {
    var machine = new FakeMachine(NOISE);
    var released = new CountDownLatch(1);
    machine.breaks((id, job) -> {
      if (job instanceof Job.Build) {
        try {
          released.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return Optional.empty();
    });
    try (LabController controller = lab.controller(machine, Time.real())) {
      String first = controller.requests().compare(request("main~11", "main"), People.ANN);
      TinyLab.until(() -> isDoing(controller, first, "build"));
      String second = controller.requests().compare(request("main~11", "main~1"), People.ANN);
      TinyLab.until(() -> isDoing(controller, second, "waiting"));
      released.countDown();
      for (String id : List.of(first, second)) {
        ComparisonView view = end(controller, id);
        assertThat(view.state()).as(view.conclusion()).isEqualTo(BisectionView.State.CONCLUDED);
      }
    }
  }

  private static boolean isDoing(Controller controller, String id, String what) throws Problem {
    return controller.campaigns().comparison(id).activities().stream()
        .anyMatch(activity -> activity.doing().startsWith(what));
  }

  @Test
  void aControllerThatIsStoppedGoesOnAndRepeatsNothing() throws Exception {
    var machine = new FakeMachine(NOISE);
    machine.freezesAfter(7);
    String id;
    try (LabController controller = lab.controller(machine, Time.real())) {
      id = controller.requests().compare(request("main~11", "main"), People.ANN);
      TinyLab.until(() -> machine.starts().size() >= 7);
    }
    machine.freezesAfter(Integer.MAX_VALUE);
    try (LabController controller = lab.controller(machine, Time.real())) {
      int before = controller.campaigns().comparison(id).boots();
      assertThat(before).isPositive();
      ComparisonView view = end(controller, id);
      assertThat(view.pairs().getFirst().verdict()).isEqualTo(ComparisonView.Verdict.DIFFERENT);
      assertThat(view.boots()).isGreaterThan(before);
    }
  }

  @Test
  void aVariantThatDoesNotBuildIsSaidAndTheOthersAreCompared() throws Exception {
    lab.commit("breaks the build", "unbuildable");
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      ComparisonView view =
          end(
              controller,
              controller.requests().compare(request("main~12", "main", "main~1"), People.ANN));
      assertThat(view.variants().get(1).failure()).isNotNull();
      assertThat(view.pairs())
          .extracting(ComparisonView.Pair::verdict)
          .containsExactly(
              ComparisonView.Verdict.UNTESTED,
              ComparisonView.Verdict.DIFFERENT,
              ComparisonView.Verdict.UNTESTED);
    }
  }

  @Test
  void whatIsWrongIsRefusedBeforeAnythingStarts() throws Exception {
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      Problem one =
          catchThrowableOfType(
              Problem.class, () -> controller.requests().compare(request("main"), People.ANN));
      assertThat(one.what()).isEqualTo("1 variant to compare");
      Problem unknown =
          catchThrowableOfType(
              Problem.class,
              () -> controller.requests().compare(request("main", "v9"), People.ANN));
      assertThat(unknown.what()).contains("v9");
      assertThat(controller.campaigns().comparisons()).isEmpty();
    }
  }

  @Test
  void oneThatCannotGoOnSaysWhatItWaitsFor() throws Exception {
    var machine = new FakeMachine(NOISE);
    machine.freezesAfter(3);
    String id;
    try (LabController controller = lab.controller(machine, Time.real())) {
      id = controller.requests().compare(request("main~11", "main"), People.ANN);
      TinyLab.until(() -> machine.starts().size() >= 3);
    }
    Path recipe = directory.resolve("recipes/tiny");
    Files.move(recipe, directory.resolve("elsewhere"));
    try (LabController controller = lab.controller(machine, Time.real())) {
      assertThat(controller.campaigns().comparison(id).activities())
          .extracting(BisectionView.Activity::doing)
          .containsExactly("held up");
      controller.requests().cancel(id, "", People.ANN);
      assertThat(controller.campaigns().comparison(id).state())
          .isEqualTo(BisectionView.State.CANCELLED);
      assertThat(directory.resolve("state/snapshots")).isEmptyDirectory();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "quiet\ninitrd=/etc/shadow", "\u0000"})
  void aKernelArgumentIsOneWord(String argument) throws Exception {
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      ComparisonRequest good = request("main~11", "main");
      ComparisonRequest.Variant first = good.variants().getFirst();
      var bad =
          new ComparisonRequest.Variant(
              "bad",
              first.repository(),
              first.revision(),
              first.configBase(),
              List.of(),
              List.of(argument),
              Map.of());
      Problem problem =
          catchThrowableOfType(
              Problem.class,
              () -> controller.requests().compare(with(good, List.of(first, bad)), People.ANN));
      assertThat(problem.what()).contains("bad", "kernel argument");
      assertThat(controller.campaigns().comparisons()).isEmpty();
    }
  }

  @Test
  void aChangeCanBeTakenBackInAVariant() throws Exception {
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      ComparisonRequest slow = request(lab.culprit(), lab.culprit());
      List<ComparisonRequest.Variant> variants =
          List.of(slow.variants().getFirst(), without(slow.variants().getLast(), lab.culprit()));
      ComparisonView view =
          end(controller, controller.requests().compare(with(slow, variants), People.ANN));
      assertThat(view.pairs().getFirst().verdict()).isEqualTo(ComparisonView.Verdict.DIFFERENT);
      assertThat(requireNonNull(view.pairs().getFirst().difference()).fraction())
          .isBetween(0.23, 0.27);
      assertThat(view.variants().getLast().what())
          .contains(lab.culprit().substring(0, 12), "reverted");

      Problem problem =
          catchThrowableOfType(
              Problem.class,
              () ->
                  controller
                      .requests()
                      .compare(
                          with(
                              slow,
                              List.of(
                                  slow.variants().getFirst(),
                                  without(
                                      request("main~11", "main~11").variants().getLast(), "main"))),
                          People.ANN));
      assertThat(problem.what()).contains("can't be reverted on main~11", "not in there");
    }
  }

  /** What a revision means may change while a comparison runs. */
  @Test
  void whatIsTakenBackStaysThatWhenTheControllerStartsAnew() throws Exception {
    lab.tag("fix-me", lab.culprit());
    ComparisonRequest slow = request(lab.culprit(), lab.culprit());
    var machine = new FakeMachine(0.2);
    String id;
    try (LabController controller = lab.controller(machine, Time.real())) {
      List<ComparisonRequest.Variant> variants =
          List.of(slow.variants().getFirst(), without(slow.variants().getLast(), "fix-me"));
      id = controller.requests().compare(with(slow, variants), People.ANN);
      TinyLab.until(() -> controller.campaigns().comparison(id).boots() > 1);
    }
    // It is not in the variants, so it could not be taken back.
    lab.tag("fix-me", "main");
    try (LabController controller = lab.controller(machine, Time.real())) {
      assertThat(end(controller, id).state()).isEqualTo(BisectionView.State.CONCLUDED);
    }
  }

  @Test
  void theGoodVariantIsOneOfTheOthers() throws Exception {
    try (LabController controller = lab.controller(new FakeMachine(NOISE), Time.real())) {
      ComparisonRequest fine = request("main~11", "main");
      for (String good : List.of("V0", "nobody")) {
        Problem problem =
            catchThrowableOfType(
                Problem.class, () -> controller.requests().compare(with(fine, good), People.ANN));
        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_FIELD);
        assertThat(problem.what()).contains("the good variant is \"" + good);
      }
    }
  }

  private static ComparisonRequest with(ComparisonRequest request, String good) {
    return new ComparisonRequest(
        request.variants(),
        request.recipe(),
        request.profile(),
        request.parameters(),
        request.lab(),
        request.metric(),
        request.confidence(),
        request.smallest(),
        request.runs(),
        request.maximumBoots(),
        request.seed(),
        request.priority(),
        null,
        good,
        null);
  }

  private static ComparisonRequest.Variant without(
      ComparisonRequest.Variant variant, String revert) {
    return new ComparisonRequest.Variant(
        variant.name(),
        variant.repository(),
        variant.revision(),
        variant.configBase(),
        variant.configFragments(),
        variant.kernelArguments(),
        variant.parameters(),
        List.of(revert));
  }

  private static ComparisonRequest with(
      ComparisonRequest request, List<ComparisonRequest.Variant> variants) {
    return new ComparisonRequest(
        variants,
        request.recipe(),
        request.profile(),
        request.parameters(),
        request.lab(),
        request.metric(),
        request.confidence(),
        request.smallest(),
        request.runs(),
        request.maximumBoots(),
        request.seed(),
        request.priority());
  }

  @Test
  void itCanBeCancelled() throws Exception {
    var machine = new FakeMachine(NOISE);
    machine.freezesAfter(3);
    try (LabController controller = lab.controller(machine, Time.real())) {
      String id = controller.requests().compare(request("main~11", "main"), People.ANN);
      assertThat(controller.requests().compare(request("main~11", "main"), People.ANN))
          .isEqualTo(id);
      TinyLab.until(() -> machine.starts().size() >= 3);
      controller.requests().cancel(id, "", People.ANN);
      assertThat(end(controller, id).state()).isEqualTo(BisectionView.State.CANCELLED);
    }
  }
}

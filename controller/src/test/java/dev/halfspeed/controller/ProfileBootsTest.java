package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.People;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.cli.terminal.ConclusionText;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.bisection.CulpritMail;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ProfileEvidence;
import dev.halfspeed.store.Store;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import dev.halfspeed.worker.protocol.RunProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bisections on a machine that can take profiles. */
final class ProfileBootsTest extends BisectionLab {
  private final FakeMachine machine = new FakeMachine(TINY_NOISE);
  private final List<Job.Measure> profiled = new CopyOnWriteArrayList<>();
  private String good = "";
  private String parent = "";
  private String culprit = "";

  @BeforeEach
  void history() throws Exception {
    machine.hasPerf();
    good = repository.commit("import", "1000");
    for (int number = 1; number <= 3; number++) {
      parent = repository.commit("change " + number, "1000." + "0".repeat(number));
    }
    culprit = repository.commit("slower", "600");
    repository.commit("change 5", "600.0");
    answers(_ -> Optional.empty());
  }

  /** Profile boots are taken down, and end so. */
  private void answers(Function<Job.Measure, Optional<Result>> how) {
    machine.breaks((_, job) -> {
      if (!(job instanceof Job.Measure measure) || measure.profiling() == null) {
        return Optional.empty();
      }
      profiled.add(measure);
      return how.apply(measure);
    });
  }

  private BisectionView conclude() throws Exception {
    BisectionView view = conclude(machine, request(good, "main", "tps"));
    assertCulprit(view, culprit);
    return view;
  }

  private static BisectionRequest with(BisectionRequest usual, int boots, boolean perf) {
    return new BisectionRequest(
        usual.repository(),
        usual.good(),
        usual.bad(),
        usual.recipe(),
        null,
        Map.of(),
        usual.configBase(),
        usual.configFragments(),
        usual.lab(),
        usual.metric(),
        usual.confidence(),
        false,
        List.of(),
        0,
        boots,
        1,
        usual.priority(),
        usual.find(),
        null,
        null,
        perf);
  }

  private static List<BisectionView.Attempt> profiles(BisectionView view) {
    return view.attempts().stream()
        .filter(attempt -> "profile".equals(attempt.detail().purpose()))
        .toList();
  }

  @Test
  void aCulpritAndItsParentAreBootedAgainForTheirProfiles() throws Exception {
    BisectionView view = conclude();
    assertThat(profiles(view))
        .extracting(attempt -> requireNonNull(attempt.commit()).id())
        .containsExactly(parent, culprit, parent, culprit);
    assertThat(profiles(view))
        .allMatch(attempt -> "profiled".equals(attempt.outcome()))
        .allMatch(attempt -> attempt.message().equals("1,100 samples"));
    assertThat(profiled).allMatch(boot -> requireNonNull(boot.profiling()).hertz() == 199);

    ProfileEvidence profile = requireNonNull(view.profile());
    assertThat(view.withoutProfile()).isNull();
    assertThat(profile.first())
        .isEqualTo(new ProfileEvidence.Side(parent, 2, 2000, 1 - 1000 / 1100.));
    assertThat(profile.second().name()).isEqualTo(culprit);
    assertThat(profile.work()).isEqualTo("tps");
    ProfileEvidence.Symbol planted = profile.symbols().getFirst();
    assertThat(planted.name()).isEqualTo("planted");
    assertThat(planted.kernel()).isTrue();
    assertThat(planted.clear()).isTrue();
    assertThat(planted.self().first()).isZero();
    assertThat(planted.self().second()).isCloseTo(0.4, within(1e-9));
    assertThat(profile.hints())
        .extracting(ProfileEvidence.Hint::rule)
        .containsExactly("compaction");
    String id = culprit.substring(0, 10);
    assertThat(profile.hints().getFirst().words())
        .startsWith(id + " spends 40.0 % of the time in compact_zone (none without the change): ");

    String brief = "planted takes 40.0 % of the time in " + id;
    assertThat(page(view))
        .contains(
            "Profiles of the culprit and its parent",
            "<code>planted (kernel)</code>",
            "/bisections/" + view.id() + "/profile/culprit.svg",
            "/bisections/" + view.id() + "/profile/parent.txt",
            "spends 40.0 % of the time in compact_zone")
        .doesNotContain("<svg xmlns");
    assertThat(Files.readString(Path.of(requireNonNull(view.reportFile()))))
        .contains("## Profiles", "planted (kernel)", "spends 40.0 % of the time in compact\\_zone");
    assertThat(CulpritMail.of(view)).contains("  profile      " + brief);
    assertThat(String.join(" ", ConclusionText.lines(view, 100))).contains("profile", brief);
  }

  @Test
  void whatTheyMeasureIsNoEvidence() throws Exception {
    BisectionView with = conclude();
    String id = with.id();
    try (Store store = store()) {
      List<String> jobs =
          profiles(with).stream()
              .map(attempt -> attempt.job().substring(0, attempt.job().indexOf('/')))
              .toList();
      assertThat(jobs).hasSize(4);
      assertThat(store.boots().profiles(id)).hasSize(4).allMatch(row -> row.folded() != null);
      assertThat(store.boots().samples(id)).noneMatch(sample -> jobs.contains(sample.job()));
      assertThat(store.boots().runs(id)).noneMatch(run -> jobs.contains(run.job()));
      assertThat(store.boots().counters(id, jobs)).isEmpty();
    }
    BisectionView without = conclude(machine, with(request(good, "main", "tps"), 200, false));
    assertThat(profiles(without)).isEmpty();
    assertThat(without.profile()).isNull();
    assertThat(without.withoutProfile()).isNull();
    assertThat(without.progress().boots()).isEqualTo(with.progress().boots());
    assertThat(ending(without).words()).isEqualTo(ending(with).words());
    BisectionView.Proof proof = requireNonNull(ending(with).proof());
    BisectionView.Proof same = requireNonNull(ending(without).proof());
    assertThat(same.culpritValues()).isEqualTo(proof.culpritValues());
    assertThat(same.parentValues()).isEqualTo(proof.parentValues());
    assertThat(requireNonNull(requireNonNull(without.request().setup()).perf())).isFalse();
  }

  @Test
  void picturesAndStacksAreThere() throws Exception {
    try (LabController controller = controller(machine)) {
      BisectionView view =
          await(controller, controller.requests().bisect(request(good, "main", "tps"), People.ANN));
      CampaignQueries campaigns = controller.campaigns();
      assertThat(campaigns.profile(view.id(), "culprit.svg"))
          .contains("<title>planted: 40.0 %, 800 samples</title>", culprit + ", with the change");
      assertThat(campaigns.profile(view.id(), "difference.svg"))
          .contains("<title>planted: 40.0 % (0.0 % in the first), 800 samples</title>");
      assertThat(campaigns.profile(view.id(), "parent.svg")).doesNotContain("planted");
      assertThat(campaigns.profile(view.id(), "culprit.txt"))
          .isEqualTo(
              """
              postgres;main;exec;schedule_[k] 1200
              postgres;main;exec;schedule_[k];compact_zone_[k];planted_[k] 800
              swapper;idle_[k] 200
              """);
      assertThatThrownBy(() -> campaigns.profile(view.id(), "other.svg"))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("other.svg");
    }
  }

  @Test
  void aMachineWithoutPerfIsSaidToHaveNone() throws Exception {
    machine.lacks("perf");
    BisectionView view = conclude();
    assertThat(profiled).isEmpty();
    assertThat(view.profile()).isNull();
    assertThat(view.withoutProfile())
        .isEqualTo("perf is not on lab1: install it (Debian: linux-perf)");
    assertThat(page(view)).contains("There is none: perf is not on lab1");
    assertThat(Files.readString(Path.of(requireNonNull(view.reportFile()))))
        .contains("There is no profile of the culprit: perf is not on lab1");
    assertThat(String.join(" ", ConclusionText.lines(view, 100))).contains("none: perf is not on");
  }

  @Test
  void theyCountAgainstTheBudget() throws Exception {
    int boots = conclude().progress().boots();
    profiled.clear();
    BisectionView none = conclude(machine, with(request(good, "main", "tps"), boots, true));
    assertThat(profiled).isEmpty();
    assertCulprit(none, culprit);
    assertThat(none.withoutProfile()).isEqualTo("the budget was used up before both sides had one");
    BisectionView two = conclude(machine, with(request(good, "main", "tps"), boots + 2, true));
    assertThat(profiled).hasSize(2);
    assertThat(requireNonNull(two.profile()).second().boots()).isEqualTo(1);
    assertThat(two.withoutProfile()).isNull();
  }

  @Test
  void oneThatFailsIsTheLastAndTheConclusionStands() throws Exception {
    List<Result> ends =
        List.of(
            new Result.Unbootable(
                Result.BootFailure.PANIC, "Kernel panic", "console", Duration.ofSeconds(2)),
            new Result.ReproducerFailed("run-1", "exit code 1", "log", Duration.ofSeconds(2)),
            new Result.InfrastructureFault(Result.Fault.TOOL_MISSING, "no perf", "log"),
            new Result.Profiled(
                new Result.BootReport("b", "i", "6.1", Map.of(), Map.of()),
                List.of(
                    new RunProfile(
                        1, Map.of("tps", 3.0), 199, null, 0, 0, List.of("perf failed: no"))),
                Duration.ofSeconds(2)));
    for (Result end : ends) {
      profiled.clear();
      answers(_ -> Optional.of(end));
      BisectionView view = conclude();
      // Two guests have room on the machine, and began together.
      assertThat(profiled).hasSizeBetween(1, 2);
      assertThat(view.profile()).isNull();
      assertThat(view.withoutProfile())
          .isEqualTo(
              end instanceof Result.Profiled
                  ? "perf failed: no"
                  : "no boot for it came to its end");
      assertThat(requireNonNull(ending(view).proof()).culpritValues()).isNotEmpty();
    }
  }

  @Test
  void aProfileThatCannotBeReadIsSaid() throws Exception {
    answers(measure ->
        Optional.of(
            new Result.Profiled(
                new Result.BootReport("b", "i", "6.1", Map.of(), Map.of()),
                List.of(
                    new RunProfile(
                        1,
                        Map.of("tps", Double.NaN),
                        199,
                        Profiles.packed("no\u0007 stack"),
                        9,
                        0,
                        List.of())),
                Duration.ofSeconds(measure.runs()))));
    BisectionView view = conclude();
    assertThat(view.profile()).isNull();
    assertThat(view.withoutProfile()).contains("can't be read");
  }

  @Test
  void aControllerThatComesBackGoesOnWithThem() throws Exception {
    machine.hangs((_, job) -> job instanceof Job.Measure measure && measure.profiling() != null);
    String id;
    try (LabController controller = controller(machine)) {
      id = controller.requests().bisect(request(good, "main", "tps"), People.ANN);
      Awaitility.await().until(() -> !profiles(controller.campaigns().bisection(id)).isEmpty());
      BisectionView view = controller.campaigns().bisection(id);
      assertThat(view.ending()).isNull();
      assertThat(view.progress().phase()).isEqualTo("proving");
      assertThat(view.activities())
          .anyMatch(activity -> activity.doing().equals("taking a profile"));
    }
    machine.hangs((_, _) -> false);
    try (LabController controller = controller(machine)) {
      BisectionView view = await(controller, id);
      assertCulprit(view, culprit);
      assertThat(requireNonNull(view.profile()).second().boots()).isEqualTo(2);
    }
  }

  @Test
  void cancellingEndsThem() throws Exception {
    machine.hangs((_, job) -> job instanceof Job.Measure measure && measure.profiling() != null);
    try (LabController controller = controller(machine)) {
      String id = controller.requests().bisect(request(good, "main", "tps"), People.ANN);
      Awaitility.await().until(() -> !profiles(controller.campaigns().bisection(id)).isEmpty());
      controller.requests().cancel(id, "enough", People.ANN);
      BisectionView view = await(controller, id);
      assertThat(view.state()).isEqualTo(BisectionView.State.CANCELLED);
      assertThat(view.profile()).isNull();
    }
  }

  @Test
  void aProvedCulpritWaitsForNoMachine() throws Exception {
    machine.hangs((_, job) -> job instanceof Job.Measure measure && measure.profiling() != null);
    try (LabController controller = controller(machine)) {
      String id = controller.requests().bisect(request(good, "main", "tps"), People.ANN);
      Awaitility.await().until(() -> !profiles(controller.campaigns().bisection(id)).isEmpty());
      controller.machines().drain("lab1", "a new disk", People.ANN);
      BisectionView view = await(controller, id);
      assertCulprit(view, culprit);
      assertThat(view.profile()).isNull();
      assertThat(view.withoutProfile()).isEqualTo("lab1 went out of use before both sides had one");
    }
  }

  @Test
  void hintsOfAnImprovementNameBothSidesRightly() throws Exception {
    String slow = repository.commit("slow", "500");
    String fast = repository.commit("fast", "1000.00000");
    BisectionView view = conclude(machine, request(slow, "main", "tps", "improvement"));
    assertCulprit(view, fast);
    assertThat(requireNonNull(view.profile()).hints().getFirst().words())
        .startsWith(
            slow.substring(0, 10)
                + " spends 50.0 % of the time in compact_zone (none with the change): ");
  }
}

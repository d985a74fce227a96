package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.People;
import dev.halfspeed.campaign.InterventionRequest;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.configs.ConfigFile;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.configs.ConfigBisectionText;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Job.ConfigBase;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Config bisections through the whole controller, on real git and a fake machine. */
final class ConfigBisectionTest {
  private static final int OPTIONS = 210;
  private static final String HEAD = "# Linux/x86 6.12.57 Kernel Configuration\n";

  @TempDir private Path directory;
  private TinyLab lab;

  @BeforeEach
  void setUp() throws IOException {
    lab = new TinyLab(directory);
  }

  private static String config(boolean isBad) {
    var text = new StringBuilder(HEAD + "CONFIG_64BIT=y\nCONFIG_SMP=y\n");
    for (int option = 0; option < OPTIONS; option++) {
      text.append(isBad ? "CONFIG_O" + option + "=y\n" : "# CONFIG_O" + option + " is not set\n");
    }
    return text.toString();
  }

  private ConfigBisectionRequest request(String good, String bad) {
    return new ConfigBisectionRequest(
        lab.request("main").repository(),
        "main~11",
        "good.config",
        "bad.config",
        good,
        bad,
        "tiny",
        null,
        Map.of(),
        directory.resolve("lab.yaml").toString(),
        "tps",
        0.99,
        1,
        200,
        1,
        0,
        null);
  }

  /** Kernels are slow by their options; one that lacks the first of two has the second off. */
  private static FakeMachine machine(Predicate<ConfigFile> isSlow) {
    return machine(isSlow, config -> true);
  }

  private static FakeMachine machine(
      Predicate<ConfigFile> isSlow, Predicate<ConfigFile> isBuildable) {
    var machine = new FakeMachine(0.002);
    machine.breaks((JobId id, Job job) -> {
      if (!(job instanceof Job.Build build
          && build.base() instanceof ConfigBase.ConfigText(String base))) {
        return Optional.empty();
      }
      Map<String, String> values = new HashMap<>(ConfigFile.parse(base).values());
      build.fragments().forEach(each -> values.putAll(ConfigFile.parse(each).values()));
      var config = new ConfigFile(Optional.empty(), values);
      if (!isBuildable.test(config)) {
        return Optional.of(new Result.Unbuildable("compile", "killed", "", Duration.ofSeconds(1)));
      }
      String speed = isSlow.test(config) ? "500" : "1000";
      machine.hasImage(build.imageKey(), speed);
      var text = new StringBuilder();
      values.forEach((symbol, value) -> text.append(symbol + "=" + value + "\n"));
      return Optional.of(
          new Result.Built(
              new Result.Image(
                  build.imageKey(),
                  build.commit(),
                  build.imageKey() + speed,
                  build.imageKey(),
                  null,
                  build.imageKey(),
                  text + (isSlow.test(config) ? "CONFIG_CONSEQUENCE=y\n" : ""),
                  "6.12",
                  "gcc",
                  "/k",
                  1000,
                  1,
                  false,
                  Duration.ofSeconds(7))));
    });
    return machine;
  }

  private static boolean has(ConfigFile config, int option) {
    return "y".equals(config.values().get("CONFIG_O" + option));
  }

  private static ConfigBisectionView end(Controller controller, String id) throws Problem {
    TinyLab.until(
        () -> controller.campaigns().configBisection(id).state() != BisectionView.State.RUNNING);
    return controller.campaigns().configBisection(id);
  }

  @Test
  void aPairThatIsSlowOnlyTogetherAlsoWhenTheControllerStartsAnew() throws Exception {
    FakeMachine machine = machine(config -> has(config, 40) && has(config, 160));
    String id;
    try (LabController controller = lab.controller(machine, Time.real())) {
      machine.hangs((work, job) ->
          (job instanceof Job.Build || job instanceof Job.Measure)
              && isBeyondFirstRound(controller, work));
      id = controller.requests().bisectConfigs(request(config(false), config(true)), People.ANN);
      TinyLab.until(() -> controller.campaigns().configBisection(id).progress().round() > 1);
      act(controller, id, new InterventionRequest.Pause());
      leaveOutWhatCounts(controller, id);
    }
    // What hung was interrupted with its controller.
    machine.hangs((_, _) -> false);
    try (LabController controller = lab.controller(machine, Time.real())) {
      assertThat(controller.campaigns().configBisection(id).progress().phase()).isEqualTo("paused");
      act(controller, id, new InterventionRequest.Resume());
      ConfigBisectionView view = end(controller, id);
      assertThat(view.state()).as(view.conclusion()).isEqualTo(BisectionView.State.CONCLUDED);
      assertThat(view.options()).isEqualTo(OPTIONS);
      ConfigBisectionView.Ending ending = requireNonNull(view.ending());
      assertThat(ending.kind()).isEqualTo("options");
      ConfigBisectionView.Carrier carrier = ending.carriers().getFirst();
      assertThat(carrier.options()).containsExactly("CONFIG_O40 n -> y", "CONFIG_O160 n -> y");
      assertThat(carrier.effect().fraction()).isBetween(-0.52, -0.48);
      assertThat(requireNonNull(carrier.recovered())).isGreaterThan(0.95);
      assertThat(carrier.consequences()).containsExactly("CONFIG_CONSEQUENCE n -> y");
      assertThat(view.conclusion())
          .contains("CONFIG_O40=y and CONFIG_O160=y carry the loss together")
          .contains("bad.config without them gets back")
          .contains(" By hand: ann left out boot " + id)
          .endsWith(" (a backup ran) until ann took that back (a backup ran).");
      assertThat(controller.campaigns().report(id))
          .startsWith("# Config bisection " + id + ": concluded")
          .contains("| good.config with CONFIG\\_O40=y and CONFIG\\_O160=y | 2 of 210 |");
      assertThat(controller.campaigns().configBisections())
          .singleElement()
          .satisfies(line -> {
            assertThat(line.good()).isEqualTo("good.config");
            assertThat(line.stands()).startsWith("CONFIG_O40=y and CONFIG_O160=y");
          });
    }
  }

  /** Whether a round was begun after the first, so that a job is of it or comes later. */
  private static boolean isBeyondFirstRound(Controller controller, JobId work) {
    String id = work.job().substring(0, work.job().lastIndexOf('-'));
    try {
      return controller.campaigns().configBisection(id).progress().round() > 1;
    } catch (Problem unknown) {
      throw new IllegalStateException(unknown);
    }
  }

  /** What a later round does not search can't be left out any more; what it shares can. */
  private static void leaveOutWhatCounts(LabController controller, String id) throws Problem {
    ConfigBisectionView view = controller.campaigns().configBisection(id);
    String earlier =
        view.configurations().stream()
            .filter(each -> each.changed() > 0 && each.changed() < 160)
            .flatMap(each -> each.attempts().stream())
            .filter(attempt -> attempt.number() != null)
            .map(attempt -> String.valueOf(attempt.number()))
            .findFirst()
            .orElseThrow();
    for (InterventionRequest what :
        List.of(
            new InterventionRequest.Exclude(earlier), new InterventionRequest.Remeasure(earlier))) {
      assertThatThrownBy(() -> act(controller, id, what))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("Round 2 does not have good.config with ");
    }
    assertThatThrownBy(() -> act(controller, id, new InterventionRequest.Remeasure("999")))
        .hasMessageContaining("has booted no configuration \"999\"");
    int good = numbers(view, "good.config").getFirst();
    int done = act(controller, id, new InterventionRequest.Exclude(Integer.toString(good)));
    assertThat(attempts(controller.campaigns().configBisection(id), "good.config"))
        .filteredOn(attempt -> Integer.valueOf(good).equals(attempt.number()))
        .singleElement()
        .satisfies(attempt -> {
          assertThat(attempt.disturbance()).isEqualTo("left out by ann: a backup ran");
          assertThat(attempt.values()).isEmpty();
        });
    act(controller, id, new InterventionRequest.Undo(done));
  }

  private static int act(LabController controller, String id, InterventionRequest what)
      throws Problem {
    return controller.requests().intervene(id, what, "a backup ran", People.ANN);
  }

  private static List<ConfigBisectionView.Attempt> attempts(
      ConfigBisectionView view, String configuration) {
    return view.configurations().stream()
        .filter(each -> each.name().equals(configuration))
        .flatMap(each -> each.attempts().stream())
        .toList();
  }

  /** Of the boots of a configuration. */
  private static List<Integer> numbers(ConfigBisectionView view, String configuration) {
    return attempts(view, configuration).stream()
        .flatMap(attempt -> Optional.ofNullable(attempt.number()).stream())
        .toList();
  }

  @Test
  void oneIsPausedGivenAnotherBudgetAndMeasuresAgain() throws Exception {
    FakeMachine machine = machine(config -> has(config, 40));
    try (LabController controller = lab.controller(machine, Time.real())) {
      machine.freezesAfter(5);
      String id =
          controller.requests().bisectConfigs(request(config(false), config(true)), People.ANN);
      TinyLab.until(() -> machine.starts().size() == 5);
      act(controller, id, new InterventionRequest.Pause());
      ConfigBisectionView paused = controller.campaigns().configBisection(id);
      assertThat(paused.progress().phase()).isEqualTo("paused");
      assertThat(ConfigBisectionText.standing(paused)).startsWith("paused by ann: a backup ran; ");
      assertThat(controller.campaigns().configBisections().getFirst().stands()).isEqualTo("paused");
      machine.freezesAfter(Integer.MAX_VALUE);
      TinyLab.until(() -> controller.campaigns().configBisection(id).activities().isEmpty());
      int before = numbers(controller.campaigns().configBisection(id), "good.config").size();
      act(controller, id, new InterventionRequest.Remeasure("good"));
      act(controller, id, new InterventionRequest.Remeasure("good"));
      act(controller, id, new InterventionRequest.Prioritize(7));
      act(controller, id, new InterventionRequest.Budget(before + 4, null));
      refused(
          controller, id, new InterventionRequest.Mark("main", "bad"), "A config bisection has no");
      act(controller, id, new InterventionRequest.Resume());
      ConfigBisectionView end = end(controller, id);
      ConfigBisectionView.Ending ending = requireNonNull(end.ending());
      assertThat(ending.kind()).as(end.conclusion()).isEqualTo("exhausted");
      assertThat(end.conclusion())
          .startsWith("The budget is used up (%d boots); ".formatted(before + 4));
      assertThat(end.maximumBoots()).isEqualTo(before + 4);
      assertThat(end.origin().priority()).isEqualTo(7);
      assertThat(numbers(end, "good.config")).hasSizeGreaterThanOrEqualTo(before + 2);
      assertThat(controller.campaigns().report(id))
          .contains(
              "2. ann asked for another boot of good.config: a backup ran",
              "5. ann set the budget to %d boots".formatted(before + 4));
      refused(controller, id, new InterventionRequest.Pause(), "The config bisection " + id);
    }
  }

  private static void refused(
      LabController controller, String id, InterventionRequest what, String words) {
    assertThatThrownBy(() -> act(controller, id, what))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(words);
  }

  /**
   * One machine builds nothing that would tell the option from its neighbours; the other one does.
   */
  @Test
  void whatFailsOnOneMachineIsTriedOnAnotherBeforeARoundEnds() throws Exception {
    Path labFile = directory.resolve("lab.yaml");
    String text = Files.readString(labFile);
    Files.writeString(
        labFile, text + text.substring(text.indexOf("  - name")).replace("lab1", "lab2"));
    FakeMachine good = machine(config -> has(config, 40));
    FakeMachine broken =
        machine(config -> has(config, 40), config -> !(has(config, 37) && !has(config, 43)));
    try (LabController controller =
        lab.controller(machine -> machine.name().equals("lab1") ? broken : good, Time.real())) {
      ConfigBisectionView view =
          end(
              controller,
              controller
                  .requests()
                  .bisectConfigs(request(config(false), config(true)), People.ANN));
      assertThat(view.conclusion()).startsWith("CONFIG_O40=y carries the loss");
      assertThat(view.conclusion()).doesNotContain("more than need be");
    }
  }

  @Test
  void whatIsNoPairOfConfigurationsIsRefusedWithItsReason() throws Exception {
    try (LabController controller = lab.controller(machine(config -> false), Time.real())) {
      refused(controller, config(false), config(false), "good.config and bad.config are equal");
      refused(controller, "int main() {}\n", config(true), "line 1 of good.config");
      refused(controller, config(false), "CONFIG_O1=y\n", "bad.config is no whole .config");
      refused(
          controller,
          config(false),
          config(true).replace("Linux/x86", "Linux/arm64"),
          "good.config is for x86_64, and bad.config for aarch64");
      refused(
          controller,
          config(false).replace("Linux/x86", "Linux/arm64"),
          config(true).replace("Linux/x86", "Linux/arm64"),
          "good.config is for aarch64, and machine");
      Path recipe = directory.resolve("recipes/tiny/recipe.yaml");
      String measures = Files.readString(recipe);
      Files.writeString(
          recipe, measures.replaceAll("(?s)results:.*", "results: {parser: exit-code}\n"));
      refused(
          controller,
          config(false),
          config(true),
          "recipe tiny only passes or fails, and a config bisection needs numbers");
      Files.writeString(recipe, measures);
    }
  }

  private void refused(LabController controller, String good, String bad, String words) {
    assertThatThrownBy(() -> controller.requests().bisectConfigs(request(good, bad), People.ANN))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(words);
  }
}

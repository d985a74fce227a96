package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.People;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.configs.ConfigFile;
import dev.halfspeed.problem.Problem;
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
      id = controller.requests().bisectConfigs(request(config(false), config(true)), People.ANN);
      TinyLab.until(() -> controller.campaigns().configBisection(id).progress().round() > 1);
    }
    try (LabController controller = lab.controller(machine, Time.real())) {
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
          .contains("bad.config without them gets back");
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

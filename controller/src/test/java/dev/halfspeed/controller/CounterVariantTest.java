package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.cli.terminal.ConclusionText;
import dev.halfspeed.configs.ConfigFile;
import dev.halfspeed.report.bisection.CulpritMail;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.OptionsView;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Bisections of a loss that comes with a kernel option. The machine has a Kconfig of a few words: a
 * line {@code NAME y} is an option that is on unless a fragment says otherwise, {@code NAME =y} one
 * that no fragment changes.
 */
final class CounterVariantTest extends BisectionLab {
  private static final String SLOW = "CONFIG_PREEMPT_LAZY";
  private static final String INVISIBLE = "CONFIG_GENERIC_LOCKBREAK";

  private final FakeMachine machine = new FakeMachine(TINY_NOISE);
  private final Map<String, String> configs = new LinkedHashMap<>();

  @BeforeEach
  void kconfig() {
    machine.breaks((_, job) ->
        switch (job) {
          case Job.Build build -> Optional.of(built(build));
          case Job.Measure measure -> {
            boot(measure);
            yield Optional.empty();
          }
          case Job.Facts _, Job.Switch _, Job.Recover _ -> Optional.empty();
        });
  }

  private Result built(Job.Build build) {
    var values = new LinkedHashMap<String, String>();
    ConfigFile asked = ConfigFile.parse(String.join("\n", build.fragments()));
    for (String line : machine.kconfig(build).strip().lines().toList()) {
      String[] words = line.split(" ");
      String name = "CONFIG_" + words[0];
      boolean isFixed = words[1].startsWith("=");
      String usual = words[1].replace("=", "");
      values.put(name, isFixed ? usual : asked.values().getOrDefault(name, usual));
    }
    var config = new StringBuilder();
    values.forEach((name, value) ->
        config.append(
            value.equals("n") ? "# " + name + " is not set\n" : name + "=" + value + "\n"));
    boolean isSlow = "y".equals(values.get(SLOW)) || "y".equals(values.get(INVISIBLE));
    double speed = Double.parseDouble(machine.speed(build)) * (isSlow ? 0.5 : 1);
    configs.put(build.imageKey(), config.toString());
    machine.hasImage(build.imageKey(), Double.toString(speed));
    return new Result.Built(
        new Result.Image(
            build.imageKey(),
            build.commit(),
            build.imageKey() + speed,
            build.imageKey(),
            null,
            "config of " + config.toString().hashCode(),
            config.toString(),
            "6.1",
            "gcc",
            "/k",
            1000,
            1,
            false,
            Duration.ofSeconds(7)));
  }

  /** A kernel that can switch is as fast as it is told. */
  private void boot(Job.Measure measure) {
    BootPlan.Qemu plan = (BootPlan.Qemu) measure.boot();
    if (plan.kernelArguments().contains("preempt=none")
        && requireNonNull(configs.get(measure.imageKey())).contains("PREEMPT_DYNAMIC=y")) {
      machine.hasImage(measure.imageKey(), "1000");
    }
  }

  private String history(String before, String with, boolean isOnlyKconfig) throws Exception {
    repository.hasKconfig(before);
    String good = repository.commit("import", "1000");
    for (int number = 1; number <= 3; number++) {
      repository.commit("change " + number, "1000");
    }
    repository.hasKconfig(with);
    if (isOnlyKconfig) {
      repository.git("checkout", "-q", "main");
      Files.writeString(repository.folder().resolve("Kconfig"), with);
      repository.git("commit", "-q", "-a", "-m", "take it away");
    } else {
      repository.commit("take it away", "1000");
    }
    culprit = repository.git("rev-parse", "HEAD").strip();
    for (int number = 5; number <= 8; number++) {
      repository.commit("change " + number, "1000");
    }
    return good;
  }

  private String culprit = "";

  private BisectionView conclude(String good) throws Exception {
    BisectionView view = conclude(machine, request(good, "main", "tps"));
    assertCulprit(view, culprit);
    return view;
  }

  private static OptionsView options(BisectionView view) {
    return requireNonNull(requireNonNull(ending(view).proof()).options());
  }

  @Test
  void anOptionThatComesWithACommitIsPutBack() throws Exception {
    BisectionView view = conclude(history("PREEMPT_NONE y", "PREEMPT_LAZY y", false));
    OptionsView options = options(view);
    assertThat(options.changed())
        .extracting(OptionsView.Changed::symbol)
        .containsExactlyInAnyOrder("CONFIG_PREEMPT_NONE", SLOW);
    assertThat(options.trials()).hasSize(1);
    OptionsView.Trial trial = options.trials().getFirst();
    assertThat(trial.restored()).containsExactly(SLOW);
    assertThat(trial.values()).hasSizeBetween(2, 6);
    assertThat(requireNonNull(trial.recovered()).most()).isTrue();
    assertThat(ending(view).words())
        .contains(
            "CONFIG_PREEMPT_NONE y -> n (preemption)",
            SLOW + " n -> y (preemption)",
            "The same commit with " + SLOW + " as before gets back ",
            "So the change comes from these options, which this commit changed; what was put back"
                + " is");
    assertThat(Files.readString(Path.of(requireNonNull(view.reportFile()))))
        .contains("| `" + SLOW + "` | n | y | preemption |", "- options as before, by settings: ");
    assertThat(CulpritMail.of(view)).contains("  options ", "So the change comes from");
    assertThat(page(view))
        .contains(">options as before</text>", "So the change comes from these options")
        .contains("class=\"dot options\"");
    assertThat(String.join(" ", ConclusionText.lines(view, 100))).contains("options", SLOW);
    assertThat(view.samples())
        .filteredOn(sample -> sample.purpose().equals("options"))
        .hasSize(trial.values().size())
        .allMatch(sample -> sample.role().equals("counter-variant"));
  }

  /** As GENERIC_LOCKBREAK came on where PREEMPT_NONE had gone: no user can say otherwise. */
  @Test
  void whatFollowsFromAnOptionThatVanishedIsPutBackWithTheKconfigFiles() throws Exception {
    BisectionView view = conclude(history("PREEMPT_NONE y", "GENERIC_LOCKBREAK =y", false));
    OptionsView options = options(view);
    assertThat(options.trials())
        .extracting(OptionsView.Trial::by)
        .containsExactly(OptionsView.By.SETTINGS, OptionsView.By.DEFINITIONS);
    assertThat(options.trials().getFirst().values()).isEmpty();
    assertThat(requireNonNull(options.trials().getLast().recovered()).most()).isTrue();
    assertThat(ending(view).words())
        .contains(
            "Kconfig no longer lets any of them be as before",
            "with its Kconfig files as before, so ",
            "no setting works around it any more.");
  }

  @Test
  void aCommitOfKconfigFilesAloneIsSaidToBeOne() throws Exception {
    BisectionView view = conclude(history("PREEMPT_NONE y", "GENERIC_LOCKBREAK =y", true));
    assertThat(options(view).isAll()).isTrue();
    assertThat(ending(view).words()).contains("It changes nothing but Kconfig files");
  }

  @Test
  void aWordOfTheCommandLineStandsInForAnOption() throws Exception {
    BisectionView view =
        conclude(
            history(
                "PREEMPT_DYNAMIC y\nPREEMPT_NONE y\nPREEMPT_LAZY =n",
                "PREEMPT_DYNAMIC y\nPREEMPT_LAZY =y",
                false));
    OptionsView options = options(view);
    assertThat(options.trials()).hasSize(1);
    assertThat(options.trials().getFirst().arguments()).containsExactly("preempt=none");
    assertThat(ending(view).words())
        .contains("The same commit with preempt=none on its command line gets back ");
  }

  @Test
  void anOptionThatOnlyChangedWithTheLossIsNotBlamed() throws Exception {
    repository.hasKconfig("NUMA_BALANCING n");
    String good = repository.commit("import", "1000");
    repository.commit("change 1", "1000");
    repository.hasKconfig("NUMA_BALANCING y");
    culprit = repository.commit("slower", "600");
    repository.commit("change 3", "600");
    BisectionView view = conclude(good);
    assertThat(requireNonNull(options(view).trials().getFirst().recovered()).nothing()).isTrue();
    assertThat(ending(view).words()).contains("it is in the commit's code.");
  }

  @Test
  void whereNoOptionChangedNothingIsTried() throws Exception {
    String good = repository.commit("import", "1000");
    repository.commit("change 1", "1000");
    culprit = repository.commit("slower", "600");
    BisectionView view = conclude(good);
    assertThat(requireNonNull(ending(view).proof()).options()).isNull();
  }

  @Test
  void withoutBudgetForItThatIsSaid() throws Exception {
    String good = history("PREEMPT_NONE y", "PREEMPT_LAZY y", false);
    BisectionView whole = conclude(good);
    int boots = whole.progress().boots() - options(whole).trials().getFirst().values().size();
    BisectionView view = conclude(machine, with(request(good, "main", "tps"), boots));
    assertCulprit(view, culprit);
    assertThat(options(view).trials()).isEmpty();
    assertThat(ending(view).words())
        .contains("Whether it is these that made the change was not measured.");
  }

  /** The last boot that the budget allows is waited for. */
  @Test
  void aBudgetForOneBootHasOne() throws Exception {
    String good = history("PREEMPT_NONE y", "PREEMPT_LAZY y", false);
    BisectionView whole = conclude(good);
    int boots = whole.progress().boots() - options(whole).trials().getFirst().values().size();
    BisectionView view = conclude(machine, with(request(good, "main", "tps"), boots + 1));
    assertThat(options(view).trials().getFirst().values()).hasSize(1);
    assertThat(ending(view).words()).contains(", of 1 boot).");
  }

  /** Of a test, runs that passed are told, and nothing of shares. */
  @Test
  void ofATestItSaysHowManyRunsPassed() throws Exception {
    Path recipe = Files.createDirectories(directory.resolve("recipes/verdict"));
    Files.writeString(
        recipe.resolve("recipe.yaml"),
        """
        name: verdict
        summary: A recipe that passes or fails
        steps: {run: run}
        results: {parser: exit-code}
        """);
    Path run = Files.writeString(recipe.resolve("run"), "#!/bin/sh\n");
    assertThat(run.toFile().setExecutable(true)).isTrue();
    String good = history("PREEMPT_NONE y", "PREEMPT_LAZY y", false);
    BisectionView view =
        conclude(machine, with(request(good, "main", "passed"), "recipe", "verdict"));
    assertCulprit(view, culprit);
    OptionsView.Trial trial = options(view).trials().getFirst();
    assertThat(trial.recovered()).isNull();
    assertThat(trial.values()).hasSizeGreaterThanOrEqualTo(2).allMatch(value -> value == 1);
    assertThat(ending(view).words())
        .contains("The same commit with " + SLOW + " as before passes 100.0 %, 100.0 %")
        .doesNotContain("gets back");
  }

  private static BisectionRequest with(BisectionRequest usual, int boots) {
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
        null);
  }

  @Test
  void aControllerThatComesBackGoesOnWithIt() throws Exception {
    String good = history("PREEMPT_NONE y", "PREEMPT_LAZY y", false);
    machine.hangs((_, job) ->
        job instanceof Job.Build build
            && build.fragments().stream().anyMatch(text -> text.contains(SLOW)));
    String id;
    try (LabController controller = controller(machine)) {
      id = controller.requests().bisect(request(good, "main", "tps"), People.ANN);
      Awaitility.await()
          .until(() ->
              controller.campaigns().bisection(id).attempts().stream()
                  .anyMatch(attempt -> "counter-variant".equals(attempt.detail().role())));
      assertThat(controller.campaigns().bisection(id).ending()).isNull();
      assertThat(controller.campaigns().bisection(id).progress().phase()).isEqualTo("proving");
    }
    machine.hangs((_, _) -> false);
    try (LabController controller = controller(machine)) {
      BisectionView view = await(controller, id);
      assertCulprit(view, culprit);
      assertThat(List.copyOf(options(view).trials())).hasSize(1);
    }
  }
}

package dev.halfspeed.benchmark.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.benchmark.Worlds;
import dev.halfspeed.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScenarioReaderTest {
  @Test
  void anEmptyFileIsAWorld() {
    Scenario scenario = Worlds.scenario("");
    assertThat(scenario.history()).isEqualTo(new Scenario.History.Chain(16384));
    assertThat(scenario.noise().effect()).isEqualTo(2);
    assertThat(scenario.noise().boot()).isEqualTo(1);
    assertThat(scenario.machines().count()).isEqualTo(1);
    assertThat(scenario.durations()).isEqualTo(new Scenario.Durations(300, 300, 60, 240));
    assertThat(scenario.flakiness()).isEqualTo(Optional.empty());
    assertThat(scenario.guilt().shares()).containsExactly(1.0);
  }

  @Test
  void theDocumentedDefaultsAreTheDefaults() throws Exception {
    String document = Files.readString(Path.of("../docs/worlds.md"));
    int begin = document.indexOf("```yaml\n") + 8;
    String yaml = document.substring(begin, document.indexOf("```", begin));
    assertThat(Worlds.scenario(yaml)).isEqualTo(Worlds.scenario("summary: one line for the list"));
  }

  @Test
  void everyFieldIsRead() {
    Scenario scenario =
        Worlds.scenario(
            "summary: all of it",
            "history: {kind: listed, parents: [[], [0], [0], [1, 2]]}",
            "prior: {none: 0.2, weights: [1, 2, 3, 4]}",
            "culprits: [0.7, 0.3]",
            "culprit-commits: [1, 3]",
            "broken: {build: 0.1, boot: 0.2, stretch: 3, near: true}",
            "noise: {sigma: 0.01, effect: 3, layout: 0.5, between-runs: 0.6, outliers: 0.1,"
                + " outlier-size: 4, shape: skewed}",
            "disturbance: {slow-side: 2, correlation: 0.5, bursts: 0.1, slow-runs: 0.03}",
            "pass-fail: {false-fail: 0.1, false-pass: 0.2}",
            "machines:",
            "  count: 3",
            "  speed-spread: 0.2",
            "  offset-spread: 1",
            "  noise: [1, 2]",
            "  without-effect: [2]",
            "  failures: 0.05",
            "  dies: [{machine: 1, hour: 2.5}]",
            "costs: {first-build: 900, build: 100, boot: 20, run: 5}",
            "drift: {kind: step, hour: 3, size: -1}",
            "earlier-boots: 5",
            "layouts: true",
            "maximum-boots: 77",
            "confidence: 0.9");
    assertThat(scenario)
        .isEqualTo(
            new Scenario(
                "test",
                "all of it",
                new Scenario.History.Listed(
                    List.of(List.of(), List.of(0), List.of(0), List.of(1, 2))),
                new Scenario.Belief(0.2, 0.2, 0, 0.02, List.of(1.0, 2.0, 3.0, 4.0)),
                new Scenario.Guilt(List.of(0.7, 0.3), List.of(1, 3)),
                new Scenario.Breakage(0.1, 0.2, 3, true),
                new Scenario.Noise(0.01, 3, 0.5, 0.6, 0.1, 4, 0, Scenario.Shape.SKEWED),
                new Scenario.Disturbance(2, 0.5, 0.1, 0.03),
                Optional.of(new Scenario.Flakiness(0.1, 0.2)),
                new Scenario.Machines(
                    3,
                    0.2,
                    1,
                    List.of(1.0, 2.0),
                    List.of(2),
                    0.05,
                    List.of(new Scenario.Death(1, 2.5))),
                new Scenario.Durations(900, 100, 20, 5),
                new Scenario.Drift.Step(3, -1),
                5,
                true,
                77,
                0.9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          noise: {efect: 2}                    | noise.efect is no field | effect
          nosie: {effect: 2}                   | nosie is no field | noise
          noise: {effect: many}                | noise.effect is "many" | a number from 0 to 1000
          noise: {effect: NaN}                 | noise.effect is "NaN" | a number
          noise: [2]                           | noise holds no fields | NAME: VALUE
          noise: {effect: 2, effect: 3}        | has "effect" twice | leave one of them out
          history: {kind: chian}               | history.kind is "chian" | chain
          history: {commits: 0}                | commits is "0" | from 1 to 1000000
          history: {kind: listed}              | history.parents is missing | parents: [[], [0]]
          history: {kind: listed, parents: [[], [1]]} | parents lists no history: parent 1 | parents before
          history: {kind: listed, parents: [[], []]}  | lists no history: not every | lead to the last
          history: {kind: listed, parents: [0]}       | history.parents is no list of lists | [[], [0]]
          culprits: [0.5, 0.4]                 | add up to 0.9 | add up to 1
          culprit-commits: [1, 2]              | 2 commits for 1 culprits | of its own
          culprit-commits: [99999]             | culprit-commits is "99999" | from 0 to 16383
          prior: {weights: [1, 2]}             | weights lists 2 for 16384 commits | one for each
          machines: {count: 1, dies: [{machine: 0, hour: 1}]} | lets every machine die | one alive
          machines: {count: 2, dies: [{machine: 2}]}  | machines.dies[0].machine is "2" | from 0 to 1
          drift: {kind: storm}                 | drift.kind is "storm" | step
          layouts: maybe                       | layouts is "maybe" | true, false
          pass-fail: {false-pass: 0.6}         | pass-fail.false-pass is "0.6" | from 0 to 0.499
          confidence: 2                        | confidence is "2" | from 0.501
          """)
  void mistakesAreNamedWithTheirLine(String line, String what, String next) {
    Problem problem =
        catchThrowableOfType(
            Problem.class, () -> ScenarioReader.read("x", "dir/x.yaml", "\n" + line + "\n"));
    assertThat(problem).isNotNull();
    assertThat(problem.what()).startsWith("dir/x.yaml line 2").contains(what);
    assertThat(problem.nextStep()).contains(next).endsWith("docs/worlds.md");
  }

  @Test
  void allScenariosOfTheProgramAreRight() throws Exception {
    for (Scenario scenario : ScenarioBook.all()) {
      assertThat(scenario.summary()).isNotBlank().doesNotContain("\n");
    }
    assertThat(ScenarioBook.all()).extracting(Scenario::name).doesNotHaveDuplicates();
    assertThat(ScenarioBook.named("d2-w4").machines().count()).isEqualTo(4);
    assertThat(catchThrowableOfType(Problem.class, () -> ScenarioBook.named("d2w4")).nextStep())
        .contains("d2-w4");
    assertThat(catchThrowableOfType(Problem.class, () -> ScenarioBook.in(Path.of("/no/such.yaml"))))
        .hasMessage("there is no world file /no/such.yaml");
  }
}

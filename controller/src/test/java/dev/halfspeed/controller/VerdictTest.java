package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.People;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.cli.terminal.ConclusionText;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.bisection.CulpritMail;
import dev.halfspeed.report.bisection.GitBisectLog;
import dev.halfspeed.report.view.BisectionView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bisections by a program's exit code, on a fake machine. */
final class VerdictTest extends BisectionLab {
  @BeforeEach
  void recipe() throws Exception {
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
  }

  /** The test fails now and then on good kernels, and passes now and then on bad ones. */
  @ParameterizedTest
  @CsvSource({
    "990, 100, regression, 8",
    "100, 990, improvement, 8",
    // Of the last commit alone the change can be taken back: the next one stands in its place.
    "990, 100, regression, 12"
  })
  void theCommitThatMakesATestFailIsFound(String before, String after, String find, int number)
      throws Exception {
    String good = repository.commit("import", before);
    String culprit = "";
    for (int i = 1; i <= 12; i++) {
      String id = repository.commit("change " + i, i < number ? before : after);
      culprit = i == number ? id : culprit;
    }
    BisectionView view =
        conclude(
            new FakeMachine(0), with(request(good, "main", "passed", find), "recipe", "verdict"));
    assertCulprit(view, culprit);
    boolean passes = find.equals("improvement");
    BisectionView.Proof proof = requireNonNull(ending(view).proof());
    assertThat(ending(view).share()).isNull();
    assertThat(ending(view).effect()).isNull();
    assertThat(view.progress().effect()).isNull();
    assertThat(requireNonNull(view.ending()).words())
        .containsPattern(
            "changed how often runs pass: \\d+ of \\d+ with it, \\d+ of \\d+ before, "
                + (number == 12 ? "\\d+ of \\d+ of the bad end with it taken back, with" : "with"))
        .doesNotContain("another culprit");
    assertThat(String.join("\n", ConclusionText.lines(view, 100)))
        .containsPattern("culprit (passed|failed|[0-9.]+ % passed)")
        .doesNotContain("pass/fail", "effect ");
    assertThat(mean(proof.culpritValues()) > 0.5).isEqualTo(passes);
    assertThat(mean(proof.parentValues()) > 0.5).isEqualTo(!passes);
    assertThat(Files.readString(Path.of(requireNonNull(view.reportFile()))))
        .contains("| passed |", "| failed |")
        .doesNotContain("0 pass/fail", "effect", "change between the ends");
    assertThat(GitBisectLog.of(view))
        .contains("# first " + (passes ? "new" : "bad") + " commit: [" + culprit)
        .doesNotContain("git bisect skip");
    assertThat(CulpritMail.of(view)).doesNotContain("0 pass/fail", " % in verdict", "effect");
    assertThat(page(view))
        .containsPattern("changed passed, [^<\"]+ sure, proved by fresh boots")
        .doesNotContain("Change, good to bad", "Noise between boots", "changed passed by");
    keepEffect(view.id());
    try (LabController later = controller(new FakeMachine(0))) {
      BisectionView.Ending now = ending(later.campaigns().bisection(view.id()));
      assertThat(now.effect()).isNull();
      assertThat(now.share()).isNull();
    }
  }

  /** As earlier versions did. */
  private void keepEffect(String bisection) throws Exception {
    try (var database =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("state/halfspeed.db"));
        var trigger = database.prepareStatement("DROP TRIGGER campaign_ends_once");
        var update =
            database.prepareStatement(
                """
                UPDATE campaign SET ending_json = json_set(
                  ending_json, '$.effect', json('{"fraction": -0.9, "low": -0.95, "high": -0.8}'),
                  '$.share', 0.9)
                WHERE id = ?
                """)) {
      trigger.executeUpdate();
      update.setString(1, bisection);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  @Test
  void whatNeedsNumbersRefusesIt() throws Exception {
    String good = repository.commit("import", "1000");
    repository.commit("one", "10");
    try (LabController controller = controller(new FakeMachine(0))) {
      var request = with(request(good, "main", "passed"), "recipe", "verdict");
      assertThatThrownBy(
              () -> controller.requests().plan(new PlanRequest(request, null, null), People.ANN))
          .isInstanceOf(Problem.class)
          .hasMessage("recipe verdict only passes or fails, and a forecast needs numbers");
    }
  }
}

package dev.halfspeed.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake in a recipe, or in what it does, is told by one clear message. */
final class BadRecipesTest {

  @TempDir Path temporary;
  @TempDir private Path recipes;
  private Path folder;

  @BeforeEach
  void write() throws Exception {
    folder = Files.createDirectory(recipes.resolve("sample"));
    description(BadRecipes.GOOD);
    script("echo '{\"rate\": 7}' >\"$HALFSPEED_OUT/result.json\"");
  }

  @Test
  void withoutAMistakeItRuns() throws Exception {
    assertThat(RecipeBook.check(folder).problems()).isEmpty();
    assertThat(ScriptSyntax.problems(folder)).isEmpty();
    Recipe recipe = RecipeReader.read(folder);
    assertThat(recipe.takes().run()).isEqualTo(Duration.ofSeconds(10));
    assertThat(Objects.requireNonNull(recipe.plan(recipe.resolve(null, Map.of())).takes()))
        .satisfies(takes -> assertThat(takes.run()).isEqualTo(Duration.ofSeconds(10)))
        .satisfies(takes -> assertThat(takes.withDefaults()).isTrue());
    assertThat(recipe.view().mitigations())
        .singleElement()
        .satisfies(quick -> assertThat(quick.variant()).containsExactly("param.mode=fast"));
    try (RecipeTrial trial = trial(recipe)) {
      assertThat(trial.run(1).metrics()).isEqualTo(Map.of("rate", 7.0));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.halfspeed.recipe.BadRecipes#descriptions")
  void aDescriptionIsRefusedWithTheFieldAndTheWayOut(BadRecipes.Description bad) throws Exception {
    description(bad.text());
    List<Problem> problems = RecipeBook.check(folder).problems();
    assertThat(problems).hasSize(1);
    Problem problem = problems.getFirst();
    assertThat(problem.what())
        .startsWith(folder.resolve("recipe.yaml") + " line ")
        .contains(": " + bad.message());
    assertThat(problem.nextStep()).endsWithIgnoringCase("see docs/recipes.md");
  }

  /** It was written for something, and nothing would ever run it. */
  @Test
  void aScriptThatNoStepNamesIsForgotten() throws Exception {
    script("setup", ":");
    Files.writeString(folder.resolve("teardown"), "notes of its author");
    assertThat(ForgottenSteps.problems(RecipeReader.read(folder)))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.what()).contains("/setup is called like a step");
          assertThat(problem.nextStep()).contains("\"setup: setup\"");
        });
    script("\"$(dirname \"$0\")/setup\"; echo '{\"rate\": 7}' >\"$HALFSPEED_OUT/result.json\"");
    assertThat(ForgottenSteps.problems(RecipeReader.read(folder))).as("its run calls it").isEmpty();
  }

  /** Many mistakes are told at once, each once. */
  @Test
  void allMistakesAreToldAtOnce() throws Exception {
    description(
        BadRecipes.GOOD
            .replace("type: integer", "type: int")
            .replace("size: 64", "sise: 64")
            .replace("summary:", "sumary:")
            .replace("direction: higher", "direction: up")
            .replace("run: 10s", "run: soon")
            .replace("way: fast", "way: swift"));
    script("if true; then");
    assertThat(RecipeBook.check(folder).problems())
        .extracting(Problem::what)
        .satisfiesExactly(
            summary -> assertThat(summary).contains("line 2: sumary is no field that is known"),
            type -> assertThat(type).contains("line 5: parameters[0].type is \"int\""),
            profile -> assertThat(profile).contains("profiles[0].parameters.sise is no parameter"),
            direction -> assertThat(direction).contains("metrics[0].direction is \"up\""),
            duration -> assertThat(duration).contains("duration.run is \"soon\""),
            knob -> assertThat(knob).contains("mitigations[0].knobs.way is 'swift'"));
    assertThat(ScriptSyntax.problems(folder))
        .singleElement()
        .satisfies(syntax -> assertThat(syntax.what()).contains(folder + "/run", "unexpected"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                 | gave nothing: the recipe left no file result.json",
        "exit 3                             | failed with exit code 3",
        "echo disk full >&2; exit 1         | failed with exit code 1: disk full",
        "no-such-program                    | failed with exit code 127",
        "kill -9 $$                         | failed with exit code 137",
        ": >$result                         | gave nothing: result.json is not JSON: it is empty",
        "echo hello >$result                | result.json is not JSON in line 1: \"hello\"",
        "echo '{\"rate\": 7' >$result     | result.json is not JSON in line",
        "echo '{\"Rate\": 7}' >$result    | result.json has no number \"rate\"",
        "echo '{\"rate\": \"7\"}' >$result | has no number \"rate\" but \"7\"",
        "echo '{\"rate\": NaN}' >$result  | result.json is not JSON in line 1",
        "echo '{\"rate\": null}' >$result | has no number \"rate\" but null",
        "echo '{\"rate\": 1e999}' >$result | has no number \"rate\"",
        "echo '{\"rate\": [7]}' >$result  | has no number \"rate\" but [7]",
        "echo '[7]' >$result                | result.json has no number \"rate\"",
        "echo '{\"rate\": 1,5}' >$result  | result.json is not JSON in line 1",
        "echo '{\"rate\": 1.234,5}' >$result | result.json is not JSON in line 1",
        "mkdir $result                      | the recipe left no file result.json",
        "head -c 5000000 /dev/zero >$result | result.json has more than 4 MB",
        "head -c 2000 /dev/urandom >$result | result.json is not JSON",
      })
  void aRunThatGivesNoNumberIsRefused(String text, String message) throws Exception {
    script("result=\"$HALFSPEED_OUT/result.json\"\n" + text);
    assertThat(problem(Duration.ofMinutes(1)).what())
        .startsWith("run-1 of recipe sample ")
        .contains(message);
  }

  @Test
  void aRunThatHangsIsEndedWithItsChildren() throws Exception {
    Path child = recipes.resolve("child");
    Files.createFile(child);
    script("sleep 1000 & echo $! >" + child + "; wait");
    // The child may not have begun when the time is over: then there is none to end.
    Problem problem = problem(Duration.ofMillis(500));
    assertThat(problem.what()).contains("did not end in 0 s, and was ended with its children");
    String pid = Files.readString(child).strip();
    if (!pid.isEmpty()) {
      ProcessHandle.of(Long.parseLong(pid))
          .ifPresent(left -> assertThat(left.onExit()).succeedsWithin(Duration.ofMinutes(5)));
    }
  }

  private Problem problem(Duration longest) throws Exception {
    try (RecipeTrial trial =
        RecipeTrial.begin(RecipeReader.read(folder), Map.of(), environment(), longest)) {
      Problem problem = catchThrowableOfType(Problem.class, () -> trial.run(1));
      assertThat(problem).isNotNull();
      return problem;
    }
  }

  @Test
  void theStepsSeeWhatAWorkerGivesThemAndNothingOfTheUsersShell() throws Exception {
    description(BadRecipes.GOOD);
    Path env = folder.resolve("env");
    script("env >'%s'; echo '{\"rate\": 7}' >\"$HALFSPEED_OUT/result.json\"".formatted(env));
    Map<String, String> shell =
        Map.of("PATH", "/usr/bin:/bin", "HOME", "/home/me", "LANG", "de_DE.UTF-8", "PGHOST", "db");
    try (RecipeTrial trial = RecipeTrial.begin(RecipeReader.read(folder), Map.of(), shell)) {
      trial.run(1);
    }
    assertThat(Files.readAllLines(env))
        .contains(
            "PATH=/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin",
            "HOME=/home/me",
            "LC_ALL=C",
            "TZ=UTC")
        .noneMatch(line -> line.startsWith("LANG=") || line.startsWith("PGHOST="));
  }

  /** The steps have other current folders than the user's shell. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theFolderForTemporaryFilesIsTheUsersWhereverAStepRuns(boolean named) throws Exception {
    Path relative = Path.of("").toAbsolutePath().relativize(temporary);
    Map<String, String> shell =
        Map.of("PATH", "/usr/bin:/bin", "TMPDIR", named ? relative.toString() : "");
    Path seen = folder.resolve("seen");
    script(
        """
        echo "$TMPDIR" "$HALFSPEED_OUT" >'%s'
        echo '{"rate": 7}' >"$HALFSPEED_OUT/result.json"
        """
            .formatted(seen));
    try (RecipeTrial trial = RecipeTrial.begin(RecipeReader.read(folder), Map.of(), shell)) {
      assertThat(trial.run(1).metrics()).isEqualTo(Map.of("rate", 7.0));
    }
    Path expected =
        named ? relative.toAbsolutePath() : Path.of(System.getProperty("java.io.tmpdir"));
    assertThat(Files.readString(seen))
        .startsWith(expected + " " + expected.toRealPath() + "/halfspeed-try-");
  }

  /** As Ctrl-C does it, from another thread: nothing of the trial goes on or stays. */
  @Test
  void aTrialThatIsStoppedEndsItsChildrenAndTearsDown() throws Exception {
    Path mark = folder.resolve("mark");
    Path gone = folder.resolve("gone");
    description(
        BadRecipes.GOOD.replace(
            "  run: run\n", "  setup: setup\n  run: run\n  teardown: teardown\n"));
    script("setup", ":");
    script("teardown", "touch '%s'".formatted(gone));
    script("sleep 600 & echo $! >'%1$s.new'; mv '%1$s.new' '%1$s'; wait".formatted(mark));
    try (RecipeTrial trial =
        RecipeTrial.begin(RecipeReader.read(folder), Map.of(), environment())) {
      trial.setUp();
      Thread stopping =
          Thread.ofPlatform()
              .start(() -> {
                Awaitility.await().until(() -> Files.exists(mark));
                trial.stop();
              });
      assertThatThrownBy(() -> trial.run(1)).isInstanceOf(Problem.class);
      stopping.join();
      assertThat(gone).exists();
      assertThatThrownBy(() -> trial.run(2)).isInstanceOf(Problem.class);
      assertThatThrownBy(trial::setUp).hasMessageContaining("was stopped");
    }
    long child = Long.parseLong(Files.readString(mark).strip());
    ProcessHandle.of(child)
        .ifPresent(left -> assertThat(left.onExit()).succeedsWithin(Duration.ofMinutes(5)));
  }

  /** What was set up, such as a database server, would go on in a folder that is gone. */
  @Test
  void aTeardownThatRunsIsWaitedForWhenTheTrialIsStopped() throws Exception {
    Path wait = folder.resolve("wait");
    Path gone = folder.resolve("gone");
    description(BadRecipes.GOOD.replace("  run: run\n", "  run: run\n  teardown: teardown\n"));
    script("teardown", "mkfifo '%1$s'; read _ <'%1$s'; pwd >'%2$s'".formatted(wait, gone));
    try (RecipeTrial trial = trial(RecipeReader.read(folder))) {
      Thread stopping =
          Thread.ofPlatform()
              .unstarted(() -> {
                Awaitility.await().until(() -> Files.exists(wait));
                trial.stop();
              });
      Thread releasing =
          Thread.ofPlatform()
              .unstarted(() -> {
                Awaitility.await().until(() -> stopping.getState() == Thread.State.BLOCKED);
                write(wait);
              });
      stopping.start();
      releasing.start();
      trial.tearDown();
      stopping.join();
      releasing.join();
    }
    assertThat(Path.of(Files.readString(gone).strip())).doesNotExist();
  }

  private static void write(Path fifo) {
    try {
      Files.writeString(fifo, "go\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What trials leave of a failure goes with the test. */
  private Map<String, String> environment() {
    return Map.of("PATH", "/usr/bin:/bin", "TMPDIR", temporary.toString());
  }

  private RecipeTrial trial(Recipe recipe) throws Problem {
    return RecipeTrial.begin(recipe, Map.of(), environment());
  }

  private void description(String text) throws Exception {
    Files.writeString(folder.resolve("recipe.yaml"), text);
  }

  private void script(String text) throws Exception {
    script("run", text);
  }

  private void script(String name, String text) throws Exception {
    Path run = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
    assertThat(run.toFile().setExecutable(true)).isTrue();
  }
}

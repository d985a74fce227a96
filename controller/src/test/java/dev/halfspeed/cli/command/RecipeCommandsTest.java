package dev.halfspeed.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.cli.terminal.Tty;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is done with recipes without a controller, on those that come with Halfspeed. */
final class RecipeCommandsTest {
  private static final Path HALFSPEED = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource({"'', files", "exec, passed", "exec-number, value"})
  void aNewRecipeIsWellFormedAndRuns(String from, String metric) throws Exception {
    if (from.isEmpty()) {
      assertThat(run("recipe", "new", "my-own")).isZero();
    } else {
      assertThat(run("recipe", "new", "my-own", "--from", from)).isZero();
    }
    assertThat(out()).contains("halfspeed recipe check ./my-own");
    assertThat(run("recipe", "check", "./my-own")).isZero();
    assertThat(out())
        .isEqualTo("Recipe my-own in " + folder.resolve("my-own") + " is well formed.\n");
    String[] trial = {"recipe", "try", "./my-own", "--runs", "1"};
    assertThat(from.isEmpty() ? run(with(trial, "--param", "seconds=1")) : run(trial)).isZero();
    assertThat(out())
        .startsWith("Trying recipe my-own on this machine, on the kernel that runs.\n  run 1 ")
        .contains(metric)
        .endsWith("It runs.\n");
  }

  private static String[] with(String[] words, String... more) {
    String[] all = java.util.Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return all;
  }

  @Test
  void aRecipeThatIsThereIsNotOverwritten() throws Exception {
    Files.createDirectory(folder.resolve("my-own"));
    assertThat(run("recipe", "new", "my-own")).isEqualTo(2);
    assertThat(err()).contains("there is already " + folder.resolve("my-own"));
    assertThat(run("recipe", "new", "My Own")).isEqualTo(2);
    assertThat(err()).contains("'My Own' is no name of a recipe");
    assertThat(run("recipe", "new", "other", "--from", "exex")).isEqualTo(2);
    assertThat(err()).contains("did you mean exec?");
  }

  @Test
  void allThatIsWrongIsTold() throws Exception {
    assertThat(run("recipe", "new", "./bad")).isZero();
    Path bad = folder.resolve("bad");
    Path description = bad.resolve("recipe.yaml");
    Files.writeString(
        description,
        Files.readString(description)
            .replace("direction: higher", "direction: up")
            .replace("summary:", "sumary:"));
    Files.writeString(bad.resolve("run"), "#!/bin/sh\nif true; then\n");
    assertThat(run("recipe", "check", "./bad")).isEqualTo(2);
    assertThat(out()).isEmpty();
    assertThat(err())
        .contains("halfspeed: " + description + " line 4: sumary is no field that is known")
        .contains("halfspeed: " + description + " line 29: metrics[0].direction is \"up\"")
        .contains("  -> choose of higher, lower")
        .contains("halfspeed: " + bad.resolve("run") + ": ");
    assertThat(run("--json", "recipe", "check", "./bad")).isEqualTo(2);
    JsonNode answer = new JsonMapper().readTree(out());
    assertThat(answer.path("name").asString()).isEqualTo("bad");
    assertThat(answer.path("problems")).hasSize(3);
    assertThat(answer.at("/problems/0/next").asString()).contains("summary");
  }

  @ParameterizedTest
  @CsvSource({
    "/usr/bin/python9, 2",
    "/usr/bin/env no-such-program, 2",
    "/bin/sh, 0",
    "/usr/bin/env cat, 0"
  })
  void aScriptIsCheckedWithWhatRunsIt(String program, int code) throws Exception {
    assertThat(run("recipe", "new", "./mine")).isZero();
    Files.writeString(folder.resolve("mine/run"), "#!" + program + "\n");
    assertThat(run("recipe", "check", "./mine")).isEqualTo(code);
    if (code == 2) {
      assertThat(err())
          .contains("The script run of recipe mine is run by ", "this machine does not have")
          .contains("list it under tools");
    }
  }

  @Test
  void theSchemaIsPrinted() {
    assertThat(run("recipe", "schema")).isZero();
    assertThat(new JsonMapper().readTree(out()).path("title").asString())
        .isEqualTo("A recipe of Halfspeed");
  }

  @Test
  void aTrialThatFailsSaysWhereItsOutputIs() throws Exception {
    assertThat(run("recipe", "try", "exec", "--param", "command=exit 125")).isEqualTo(2);
    assertThat(err())
        .contains("run-1 of recipe exec gave nothing: exit code 125: the recipe can't judge");
    assertThat(run("recipe", "try", "exec", "--param", "command=no-such-program")).isEqualTo(2);
    assertThat(run("recipe", "try", "exec", "--runs", "2", "--param", "command=exit 3")).isZero();
    assertThat(out()).contains("run 1", "run 2", "failed");
    assertThat(run("recipe", "try", "exec", "--runs", "0")).isEqualTo(2);
    assertThat(run("recipe", "try", "exec-number", "--param", "command=echo many")).isEqualTo(2);
    assertThat(err())
        .contains("run-1 of recipe exec-number failed with exit code 1")
        .contains("the last line that the command printed is no number: 'many'");
    assertThat(
            run(
                "recipe",
                "try",
                "exec-number",
                "--runs",
                "1",
                "--param",
                "command=echo 1.5",
                "read=time"))
        .isZero();
    assertThat(out()).containsPattern("run 1 .* cost [0-9.]+ units");
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    Shell shell =
        new Shell(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("PATH", "/usr/bin:/bin", "HOME", folder.toString()),
            folder,
            HALFSPEED,
            plan -> {
              throw new AssertionError("no controller is needed");
            },
            Tty.none(),
            () -> Instant.EPOCH);
    return Commands.run(shell, new Interruption(), arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}

package dev.halfspeed.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.RecipeView;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecipeBookTest {
  private static final String VALID =
      """
      name: sample
      summary: A sample
      description: |
        Of a recipe.
      parameters:
        - name: clients
          type: integer
          default: auto
          minimum: 1
          maximum: 1000
          description: How many.
        - name: share
          type: number
          default: 0.5
          minimum: 0
          unit: s
          description: How much.
        - name: pages
          type: string
          default: 'off'
          choices: ['off', try, 'on']
          description: Which.
        - name: size
          type: string
          default: 1GB
          pattern: '[1-9][0-9]*[MG]B'
          description: How large.
        - name: label
          type: string
          default: none
          description: Any.
      profiles:
        - name: published
          description: As it was.
          parameters:
            clients: 1000
            pages: 'on'
      tools:
        - name: pgbench
          package: postgresql
        - name: tar
      steps:
        prepare: prepare
        setup: scripts/setup
        run: run
      results:
        parser: pgbench
        output: pgbench.out
        log: 'pgbench_log.*'
      metrics:
        - name: latency_p99
          unit: ms
          direction: lower
        - name: tps
          unit: 1/s
          direction: higher
          resolution: 0.1
          default: true
          description: Transactions.
      """;

  @TempDir private Path recipes;
  private Path folder;
  private RecipeBook book;

  @BeforeEach
  void writeTheSample() throws IOException {
    folder = recipes.resolve("sample");
    Files.createDirectories(folder.resolve("scripts"));
    script("prepare");
    script("scripts/setup");
    script("run");
    write(VALID);
    book = new RecipeBook(recipes);
  }

  // What is right

  @Test
  void aValidRecipeIsReadWhole() throws Exception {
    Recipe recipe = book.find("sample");
    assertThat(recipe.summary()).isEqualTo("A sample");
    assertThat(recipe.description()).isEqualTo("Of a recipe.");
    assertThat(recipe.folder()).isEqualTo(folder);
    assertThat(recipe.tools()).containsExactly("pgbench", "tar");
    assertThat(recipe.packages()).isEqualTo(Map.of("pgbench", "postgresql"));
    assertThat(recipe.profiles())
        .isEqualTo(Map.of("published", Map.of("clients", "1000", "pages", "on")));
    assertThat(recipe.metrics())
        .containsExactly(
            new Recipe.Metric("tps", "1/s", true, 0.1),
            new Recipe.Metric("latency_p99", "ms", false, null));
    assertThat(recipe.steps()).isEqualTo(new Steps("prepare", "scripts/setup", "run", null));
    assertThat(recipe.view().metrics())
        .containsExactly(
            new RecipeView.Metric("tps", "1/s", "higher", 0.1),
            new RecipeView.Metric("latency_p99", "ms", "lower", null));
    assertThat(recipe.view().parameters())
        .contains(new RecipeView.Parameter("share", "number", "0.5", "s", false, "How much."));
    Map<String, String> resolved = recipe.resolve(null, Map.of());
    assertThat(recipe.plan(resolved))
        .isEqualTo(
            new RecipePlan(
                "sample",
                recipe.digest(),
                resolved,
                "prepare",
                "scripts/setup",
                "run",
                null,
                new RecipePlan.Results(
                    "pgbench",
                    Map.of("output", "pgbench.out", "log", "pgbench_log.*"),
                    List.of("tps", "latency_p99")),
                List.of("pgbench", "tar")));
  }

  @Test
  void whatRunsAScriptIsToldWhereNoToolDoes() throws Exception {
    Files.writeString(folder.resolve("run"), "#!/opt/odd/python3\n");
    Files.writeString(folder.resolve("prepare"), "#!/usr/bin/tar\n");
    Files.writeString(folder.resolve("scripts/setup"), "#!/usr/bin/env perl6\n");
    assertThat(book.find("sample").view().interpreters())
        .isEqualTo(Map.of("run", "/opt/odd/python3", "scripts/setup", "perl6"));
  }

  @Test
  void theBookListsTheFoldersThatAreRecipes() throws Exception {
    Files.createDirectories(recipes.resolve("demo"));
    Files.createDirectories(recipes.resolve("broken"));
    Files.writeString(recipes.resolve("broken/recipe.yaml"), "name: broken\n");
    assertThat(book.all()).extracting(Recipe::name).containsExactly("sample");
    assertThat(book.problems())
        .extracting(Problem::what)
        .singleElement()
        .asString()
        .contains("broken/recipe.yaml line 1: summary is missing");
    assertThat(new RecipeBook(recipes.resolve("none")).all()).isEmpty();
  }

  @Test
  void aRecipeIsFoundByThePathOfItsFolder() throws Exception {
    var elsewhere = new RecipeBook(recipes.resolve("none"));
    assertThat(elsewhere.find(folder.toString())).isEqualTo(book.find("sample"));
    assertThat(elsewhere.find(folder + "/")).isEqualTo(book.find("sample"));
  }

  @Test
  void theExampleOfTheGuideIsValid() throws Exception {
    String guide = Files.readString(Path.of("..", "docs", "recipes.md"));
    Path example = Files.createDirectories(recipes.resolve("hackbench"));
    Files.writeString(example.resolve("recipe.yaml"), block(guide, "yaml"));
    Path run = Files.writeString(example.resolve("run"), block(guide, "sh"));
    assertThat(run.toFile().setExecutable(true)).isTrue();
    Recipe recipe = book.find(example.toString());
    assertThat(recipe.resolve("heavy", Map.of("mode", "thread")))
        .isEqualTo(Map.of("groups", "100", "mode", "thread"));
    assertThat(recipe.results())
        .isEqualTo(
            new RecipePlan.Results("json", Map.of("file", "result.json"), List.of("seconds")));
  }

  @Test
  void theRecipesThatComeWithHalfspeedAreValid() {
    assertThat(new RecipeBook(Path.of("..", "recipes")).problems()).isEmpty();
  }

  // Parameters

  @Test
  void aValueIsTheOverrideElseTheProfilesElseTheDefault() throws Exception {
    Recipe recipe = book.find("sample");
    assertThat(recipe.resolve("published", Map.of("pages", "try", "label", "a b")))
        .containsExactly(
            Map.entry("clients", "1000"),
            Map.entry("share", "0.5"),
            Map.entry("pages", "try"),
            Map.entry("size", "1GB"),
            Map.entry("label", "a b"));
    assertThat(recipe.resolve("published", Map.of("clients", "auto")))
        .containsEntry("clients", "auto");
    assertThat(recipe.resolve(null, Map.of("share", "0.25", "size", "20MB")))
        .containsEntry("clients", "auto")
        .containsEntry("share", "0.25");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "clients | 0      | give it a whole number from 1 to 1000, or auto",
        "clients | 1001   | give it a whole number from 1 to 1000, or auto",
        "clients | many   | give it a whole number from 1 to 1000, or auto",
        "clients | 1.5    | give it a whole number from 1 to 1000, or auto",
        "clients | ''     | give it a whole number from 1 to 1000, or auto",
        "clients | 99999999999999999999 | give it a whole number from 1 to 1000, or auto",
        "share   | -0.1   | give it a number from 0 to 2147483647",
        "share   | auto   | give it a number from 0 to 2147483647",
        "share   | 1e3    | give it a number from 0 to 2147483647",
        "share   | 999999999999999999 | give it a number from 0 to 2147483647",
        "share   | 2147483648 | give it a number from 0 to 2147483647",
        "pages   | maybe  | give it one of off, try, on",
        "size    | 1      | give it text that matches [1-9][0-9]*[MG]B",
        "label   | 'a\nb' | give it text on one line",
      })
  void aValueThatDoesNotFitIsRefused(String name, String value, String nextStep) throws Exception {
    Recipe recipe = book.find("sample");
    Problem problem = problem(() -> recipe.resolve(null, Map.of(name, value)));
    assertThat(problem.what()).isEqualTo("parameter " + name + " cannot be '" + value + "'");
    assertThat(problem.nextStep()).isEqualTo(nextStep);
  }

  @Test
  void whatARecipeDoesNotHaveIsNamedWithTheNearest() throws Exception {
    Recipe recipe = book.find("sample");
    Problem parameter = problem(() -> recipe.resolve(null, Map.of("client", "1")));
    assertThat(parameter.what()).isEqualTo("recipe sample has no parameter 'client'");
    assertThat(parameter.nextStep()).isEqualTo("did you mean clients?");
    Problem profile = problem(() -> recipe.resolve("small", Map.of()));
    assertThat(profile.what()).isEqualTo("recipe sample has no profile 'small'");
    assertThat(profile.nextStep()).isEqualTo("there are: published");
    assertThat(problem(() -> recipe.metric("latency_p9")).nextStep())
        .isEqualTo("did you mean latency_p99?");
    assertThat(recipe.metric(null).name()).isEqualTo("tps");
    assertThat(recipe.metric("latency_p99").higherIsBetter()).isFalse();
    Problem unknown = problem(() -> book.find("smaple"));
    assertThat(unknown.what()).startsWith("there is no recipe 'smaple' in ");
    assertThat(unknown.nextStep()).startsWith("did you mean sample?");
    assertThat(problem(() -> book.find("./nowhere")).what())
        .startsWith("there is no recipe folder ")
        .endsWith("/nowhere");
  }

  // Files that are wrong

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "name: sample | name: other | name 'other' is not the name of its folder",
        "name: sample | name: Ä | name 'Ä' is no name of a recipe",
        "name: sample | '' | name is missing",
        "summary: A sample | '' | summary is missing",
        "summary: A sample | summary: \"\" | summary is empty",
        "summary: A sample | summary: [a] | summary is no single value",
        "summary: A sample | 'summary: \"a\\nb\"' | summary has more than one line",
        "summary: A sample | 'summary: a\nsumary: b' | sumary is no field that is known",
        "type: integer | type: int | parameters[0].type is \"int\"",
        "name: share | name: clients | parameters[1].name 'clients' is there twice",
        "name: share | name: Share | parameters[1].name 'Share' is no name",
        "default: 0.5 | default: half | parameters[1].default does not fit",
        "default: 0.5 | '' | parameters[1].default is missing",
        "minimum: 1 | minimum: one | parameters[0].minimum is \"one\"",
        "minimum: 1 | choices: [a] | parameters[0].choices does not belong to type integer",
        "minimum: 1 | pattern: a | parameters[0].pattern does not belong to type integer",
        "minimum: 1 | minimal: 1 | parameters[0].minimal is no field that is known",
        "'[MG]B' | '[MGB' | parameters[3].pattern is no regular expression",
        "clients: 1000 | clients: 2000 | profiles[0].parameters.clients does not fit",
        "clients: 1000 | client: 1000 | profiles[0].parameters.client is no parameter",
        "clients: 1000 | clients: {a: b} | profiles[0].parameters.clients is no single value",
        "name: pgbench | name: bin/pgbench | tools[0].name 'bin/pgbench' is no program's name",
        "- name: tar | - tar | tools[1] holds no fields",
        "setup: scripts/setup | setup: missing | steps.setup names missing, which is no file",
        "setup: scripts/setup | setup: ../sample/run | steps.setup is '../sample/run', which may",
        "setup: scripts/setup | setup: /bin/true | steps.setup is '/bin/true', which may",
        "setup: scripts/setup | setup: recipe.yaml | steps.setup names recipe.yaml, which may not",
        "setup: scripts/setup | set_up: run | steps.set_up is no field that is known",
        "run: run | '' | steps.run is missing",
        "parser: pgbench | parser: csv | results.parser is \"csv\"",
        "parser: pgbench | parser: json | results.file is missing",
        "output: pgbench.out | output: /tmp/x | results.output is '/tmp/x', which may",
        "output: pgbench.out | '' | results.output is missing",
        "output: pgbench.out | 'output: a\n  file: b' | results.file is no field that is known",
        "name: tps | name: tpm | metrics[1].name 'tpm' is nothing that the pgbench parser finds",
        "name: tps | name: latency_p99 | metrics[1].name 'latency_p99' is there twice",
        "direction: lower | direction: down | metrics[0].direction is \"down\"",
        "unit: ms | '' | metrics[0].unit is missing",
        "direction: lower | 'direction: lower\n"
            + "    default: true' | metrics[1].default is true twice",
        "default: true | default: 1 | metrics[1].default is \"1\"",
        "resolution: 0.1 | resolution: 0 | metrics[1].resolution is \"0\"",
        "resolution: 0.1 | resolution: -0.1 | metrics[1].resolution is \"-0.1\"",
        "resolution: 0.1 | resolution: .inf | metrics[1].resolution is \".inf\"",
        "resolution: 0.1 | resolution: 1e400 | metrics[1].resolution is \"1e400\"",
        "resolution: 0.1 | resolution: 1e-400 | metrics[1].resolution is \"1e-400\"",
        "resolution: 0.1 | resolution: fine | metrics[1].resolution is \"fine\"",
        "resolution: 0.1 | resolutoin: 0.1 | metrics[1].resolutoin is no field that is known",
        "'steps:' | 'steps: run\nother:' | steps holds no fields",
        "'tools:' | 'tools: pgbench\nother:' | tools is no list",
      })
  void aFileThatIsWrongIsRefused(String right, String wrong, String message) throws Exception {
    assertThat(VALID).contains(right);
    int at = VALID.indexOf(right);
    write(VALID.substring(0, at) + wrong + VALID.substring(at + right.length()));
    Problem problem = problem(() -> book.find("sample"));
    assertThat(problem.what())
        .matches(
            Pattern.quote(folder.resolve("recipe.yaml") + " line ")
                + "\\d+: "
                + Pattern.quote(message)
                + ".*");
    assertThat(problem.nextStep()).endsWithIgnoringCase("see docs/recipes.md");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                        | recipe.yaml line 1: name is missing",
        "just text                 | recipe.yaml line 1: the file holds no fields",
        "'name: a\nname: b\n'      | recipe.yaml line 2 has \"name\" twice",
        "'name: [a\n'              | is no YAML",
        "'a: b\n---\nc: d\n'       | line 3 begins a second document",
      })
  void whatIsNoYamlIsRefused(String content, String message) throws Exception {
    write(content);
    assertThat(problem(() -> book.find("sample")).what()).contains(message);
  }

  @Test
  void metricsAreRequired() throws Exception {
    write(VALID.substring(0, VALID.indexOf("metrics:")));
    assertThat(problem(() -> book.find("sample")).what()).endsWith("metrics is missing");
  }

  @Test
  void aLinkIsRefused() throws Exception {
    Files.createSymbolicLink(folder.resolve("data"), recipes);
    assertThat(problem(() -> book.find("sample")).what()).contains("data is a link");
    Files.delete(folder.resolve("data"));
    Files.delete(folder.resolve("run"));
    Files.createSymbolicLink(folder.resolve("run"), folder.resolve("prepare"));
    assertThat(problem(() -> book.find("sample")).what()).contains("steps.run names run");
  }

  // The digest

  @Test
  void theDigestNamesTheWholeContent() throws Exception {
    String digest = book.find("sample").digest();
    assertThat(digest).matches("[0-9a-f]{64}");
    assertThat(book.find("sample").digest()).isEqualTo(digest);
    Path data = Files.writeString(folder.resolve("data"), "1");
    String withData = book.find("sample").digest();
    Files.writeString(data, "2");
    String changed = book.find("sample").digest();
    assertThat(data.toFile().setExecutable(true)).isTrue();
    String executable = book.find("sample").digest();
    Files.move(data, folder.resolve("scripts/data"));
    String moved = book.find("sample").digest();
    assertThat(List.of(digest, withData, changed, executable, moved)).doesNotHaveDuplicates();
    Files.delete(folder.resolve("scripts/data"));
    assertThat(book.find("sample").digest()).isEqualTo(digest);
  }

  private void write(String content) throws IOException {
    Files.writeString(folder.resolve("recipe.yaml"), content);
  }

  private void script(String name) throws IOException {
    Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private static String block(String guide, String language) {
    Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(guide);
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  private static Problem problem(ThrowingCallable call) {
    Problem problem = catchThrowableOfType(Problem.class, call);
    assertThat(problem).isNotNull();
    return problem;
  }
}

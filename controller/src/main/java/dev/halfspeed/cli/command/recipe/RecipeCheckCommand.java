package dev.halfspeed.cli.command.recipe;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.session.RequiredTools;
import dev.halfspeed.cli.terminal.ExitCode;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.CheckedRecipe;
import dev.halfspeed.recipe.ForgottenSteps;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.recipe.ScriptSyntax;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells all that is wrong with a recipe on this machine. */
@Command(
    name = "check",
    description = "Check a recipe and its scripts. Exit code 2 tells all that is wrong with it.")
public final class RecipeCheckCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "NAME|DIR", description = "The recipe.")
  String recipe = "";

  @Mixin JsonOption json = new JsonOption();

  public RecipeCheckCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    var book = new RecipeBook(invocation.shell().home().resolve("recipes"));
    Path folder = book.folder(RecipeCommand.name(invocation, recipe));
    CheckedRecipe checked = RecipeBook.check(folder);
    var here = new RequiredTools(invocation.shell().environment(), Path.of("/"));
    var problems = new ArrayList<>(checked.problems());
    problems.addAll(ScriptSyntax.problems(folder));
    checked
        .recipe()
        .ifPresent(valid -> {
          problems.addAll(ForgottenSteps.problems(valid));
          problems.addAll(interpreters(valid, here));
        });
    if (json.wanted()) {
      invocation.say(ApiClient.json(answer(folder, problems)));
    } else {
      problems.forEach(this::report);
      checked.recipe().filter(_ -> problems.isEmpty()).ifPresent(valid -> praise(valid, here));
    }
    return problems.isEmpty() ? 0 : ExitCode.PROBLEM;
  }

  private static Map<String, Object> answer(Path folder, List<Problem> problems) {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("name", String.valueOf(folder.getFileName()));
    answer.put("folder", folder.toString());
    answer.put(
        "problems",
        problems.stream()
            .map(problem -> Map.of("what", problem.what(), "next", problem.nextStep()))
            .toList());
    return answer;
  }

  private void report(Problem problem) {
    invocation.warn("halfspeed: " + problem.what());
    invocation.warn("  -> " + problem.nextStep());
  }

  private void praise(Recipe recipe, RequiredTools here) {
    invocation.say("Recipe " + recipe.name() + " in " + recipe.folder() + " is well formed.");
    List<String> missing =
        recipe.tools().stream()
            .filter(tool -> here.find(new RequiredTools.Tool(tool, "", "")).isEmpty())
            .toList();
    if (!missing.isEmpty()) {
      invocation.say(
          "Its machines must have "
              + String.join(", ", missing)
              + ", which this one does not have.");
    }
  }

  /** A path that is wrong is seen here at once, and on a lab machine after the first boot. */
  private static List<Problem> interpreters(Recipe recipe, RequiredTools here) {
    var problems = new ArrayList<Problem>();
    recipe
        .interpreters()
        .forEach((script, program) -> {
          Optional<Path> found = here.find(new RequiredTools.Tool(program, "", ""));
          if (found.isEmpty()) {
            problems.add(
                new Problem(
                    "The script %s of recipe %s is run by %s, which this machine does not have."
                        .formatted(script, recipe.name(), program),
                    "Put its first line right. If the machines have that program in /usr/bin,"
                        + " list it under tools in recipe.yaml."));
          }
        });
    return problems;
  }
}

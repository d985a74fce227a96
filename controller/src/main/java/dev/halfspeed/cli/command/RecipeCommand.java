package dev.halfspeed.cli.command;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.option.WrongArguments;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.RecipeView;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The recipes. */
@Command(name = "recipe", description = "Look at recipes: what can be run in a boot.")
final class RecipeCommand implements Callable<Integer> {
  @Spec CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws Problem {
    throw WrongArguments.unfinished(command);
  }

  /** Lists the recipes that come with Halfspeed. */
  @Command(name = "list", description = "List the recipes that come with Halfspeed.")
  static final class ListRecipes implements Callable<Integer> {
    private final Session session;

    @Mixin JsonOption json = new JsonOption();

    ListRecipes(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws Problem {
      return session.ask(api -> {
        List<RecipeView> recipes = api.recipes();
        if (json.wanted()) {
          session.say(ApiClient.json(recipes));
        } else {
          Text.table(recipes.stream().map(r -> List.of(r.name(), r.summary())).toList())
              .forEach(session::say);
        }
        return 0;
      });
    }
  }

  /** Shows a recipe. */
  @Command(name = "show", description = "Show a recipe: its parameters, profiles and metrics.")
  static final class ShowRecipe implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME|DIR", description = "The recipe.")
    String recipe = "";

    @Mixin JsonOption json = new JsonOption();

    ShowRecipe(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws Problem {
      return session.ask(api -> {
        RecipeView view = api.recipe(name(session, recipe));
        if (json.wanted()) {
          session.say(ApiClient.json(view));
        } else {
          lines(view).forEach(session::say);
        }
        return 0;
      });
    }
  }

  /** Checks a recipe. */
  @Command(name = "check", description = "Check a recipe. Exit code 2 says what is wrong with it.")
  static final class CheckRecipe implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME|DIR", description = "The recipe.")
    String recipe = "";

    @Mixin JsonOption json = new JsonOption();

    CheckRecipe(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws Problem {
      return session.ask(api -> {
        RecipeView view = api.recipe(name(session, recipe));
        var here = new Tools(session.shell().environment(), Path.of("/"));
        requireInterpreters(view, here);
        if (json.wanted()) {
          session.say(ApiClient.json(Map.of("name", view.name(), "folder", view.folder())));
          return 0;
        }
        session.say("Recipe " + view.name() + " in " + view.folder() + " is well formed.");
        List<String> missing =
            view.tools().stream()
                .filter(tool -> here.find(new Tools.Tool(tool, "", "")).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
          session.say(
              "Its machines must have "
                  + String.join(", ", missing)
                  + ", which this one does not have.");
        }
        return 0;
      });
    }

    /** A path that is wrong is seen here at once, and on a lab machine after the first boot. */
    private static void requireInterpreters(RecipeView recipe, Tools here) throws Problem {
      for (Map.Entry<String, String> script : recipe.interpreters().entrySet()) {
        String program = script.getValue();
        if (here.find(new Tools.Tool(program, "", "")).isEmpty()) {
          throw new Problem(
              "The script %s of recipe %s is run by %s, which this machine does not have."
                  .formatted(script.getKey(), recipe.name(), program),
              "Put its first line right. If the machines have that program in /usr/bin, list it"
                  + " under tools in recipe.yaml.");
        }
      }
    }
  }

  private static String name(Session session, String recipe) {
    return recipe.contains("/") || recipe.startsWith(".")
        ? session.shell().resolve(recipe).toString()
        : recipe;
  }

  private static List<String> lines(RecipeView recipe) {
    List<String> lines = new ArrayList<>();
    lines.add(recipe.name() + ": " + recipe.summary());
    if (!recipe.description().isBlank()) {
      lines.add("");
      recipe.description().strip().lines().forEach(lines::add);
    }
    lines.add("");
    lines.add("Parameters (--param NAME=VALUE)");
    indent(
        lines,
        recipe.parameters().stream()
            .map(p -> List.of(p.name(), p.type(), p.defaultValue(), p.description()))
            .toList());
    lines.add("Profiles (--profile NAME)");
    indent(
        lines,
        new TreeMap<>(recipe.profiles())
            .entrySet().stream()
                .map(e -> List.of(e.getKey(), new TreeMap<>(e.getValue()).toString()))
                .toList());
    lines.add("Metrics (--metric NAME)");
    indent(
        lines,
        recipe.metrics().stream()
            .map(m -> List.of(m.name(), m.unit(), m.better() + " is better" + steps(m)))
            .toList());
    lines.add("Folder " + recipe.folder());
    return lines;
  }

  private static String steps(RecipeView.Metric metric) {
    Double resolution = metric.resolution();
    return resolution == null
        ? ""
        : ", in steps of " + BigDecimal.valueOf(resolution).stripTrailingZeros().toPlainString();
  }

  private static void indent(List<String> lines, List<List<String>> rows) {
    Text.table(rows).forEach(line -> lines.add("  " + line));
  }
}

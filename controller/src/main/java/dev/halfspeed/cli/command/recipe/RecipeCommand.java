package dev.halfspeed.cli.command.recipe;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.option.WrongArguments;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.RecipeView;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The recipes. */
@Command(
    name = "recipe",
    description = "Look at recipes, what can be run in a boot, and make one of your own.")
public final class RecipeCommand implements Callable<Integer> {
  @Spec CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws Problem {
    throw WrongArguments.unfinished(command);
  }

  /** Lists the recipes that come with Halfspeed. */
  @Command(name = "list", description = "List the recipes that come with Halfspeed.")
  public static final class ListRecipes implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin JsonOption json = new JsonOption();

    public ListRecipes(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        List<RecipeView> recipes = api.recipes();
        if (json.wanted()) {
          invocation.say(ApiClient.json(recipes));
        } else {
          Text.table(recipes.stream().map(r -> List.of(r.name(), r.summary())).toList())
              .forEach(invocation::say);
        }
        return 0;
      });
    }
  }

  /** Shows a recipe. */
  @Command(name = "show", description = "Show a recipe: its parameters, profiles and metrics.")
  public static final class ShowRecipe implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME|DIR", description = "The recipe.")
    String recipe = "";

    @Mixin JsonOption json = new JsonOption();

    public ShowRecipe(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() throws Problem {
      return invocation.ask(api -> {
        RecipeView view = api.recipe(name(invocation, recipe));
        if (json.wanted()) {
          invocation.say(ApiClient.json(view));
        } else {
          lines(view).forEach(invocation::say);
        }
        return 0;
      });
    }
  }

  /** A recipe's name, or the absolute path of its folder. */
  static String name(Invocation invocation, String recipe) {
    return recipe.contains("/") || recipe.startsWith(".")
        ? invocation.shell().resolve(recipe).toString()
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
            .map(p -> List.of(p.name(), type(p), p.defaultValue(), p.description()))
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
    knowledge(recipe, lines);
    lines.add("Folder " + recipe.folder());
    return lines;
  }

  private static String steps(RecipeView.Metric metric) {
    Double resolution = metric.resolution();
    return resolution == null
        ? ""
        : ", in steps of " + BigDecimal.valueOf(resolution).stripTrailingZeros().toPlainString();
  }

  private static String type(RecipeView.Parameter parameter) {
    return parameter.type() + (parameter.unit() == null ? "" : ", " + parameter.unit());
  }

  /** What is known of the recipe beyond how to run it. */
  private static void knowledge(RecipeView recipe, List<String> lines) {
    if (!recipe.knobs().isEmpty()) {
      lines.add("Knobs (of a variant in halfspeed compare)");
      indent(
          lines,
          recipe.knobs().stream()
              .map(knob ->
                  List.of(
                      knob.name(),
                      knob.target(),
                      String.join(", ", knob.values()),
                      knob.description()))
              .toList());
    }
    if (!recipe.mitigations().isEmpty()) {
      lines.add("Mitigations (halfspeed compare REVISION with=REVISION,WORDS)");
      for (RecipeView.Mitigation mitigation : recipe.mitigations()) {
        lines.add("  " + mitigation.name() + ": " + String.join(",", mitigation.variant()));
        lines.add("    " + mitigation.description() + " It costs: " + mitigation.cost());
      }
    }
    if (!recipe.evidence().isEmpty()) {
      lines.add("Evidence: " + String.join(", ", recipe.evidence()));
    }
    RecipeView.Takes takes = recipe.takes();
    var steps = new ArrayList<String>();
    takes(steps, "prepare", takes.prepare());
    takes(steps, "setup", takes.setup());
    takes(steps, "a run", takes.run());
    if (!steps.isEmpty()) {
      lines.add("Takes: " + String.join(", ", steps));
    }
  }

  private static void takes(List<String> steps, String step, @Nullable Long seconds) {
    if (seconds != null) {
      steps.add(step + " " + Words.duration(seconds));
    }
  }

  private static void indent(List<String> lines, List<List<String>> rows) {
    Text.table(rows).forEach(line -> lines.add("  " + line));
  }
}

package dev.halfspeed.cli.command.recipe;

import dev.halfspeed.cli.option.WorkloadOptions;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.recipe.RecipeTrial;
import dev.halfspeed.report.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a recipe on the machine at hand, on the kernel that runs. */
@Command(
    name = "try",
    description = "Run a recipe on this machine as it is: no kernel is built, nothing is booted.")
public final class RecipeTryCommand implements Callable<Integer> {
  private static final int MOST_RUNS = 1000;

  private final Invocation invocation;

  @Parameters(paramLabel = "NAME|DIR", description = "The recipe.")
  String recipe = "";

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "A named set of the recipe's parameters.")
  @Nullable String profile;

  @Option(
      names = "--param",
      arity = "1..*",
      paramLabel = "NAME=VALUE",
      description = "Parameters of the recipe, over the profile.")
  List<String> parameters = new ArrayList<>();

  @Option(
      names = "--runs",
      defaultValue = "3",
      paramLabel = "N",
      description = "How often it runs (default: ${DEFAULT-VALUE}).")
  int runs = 3;

  public RecipeTryCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    if (runs < 1 || runs > MOST_RUNS) {
      throw new Problem("--runs " + runs, "Give --runs from 1 to " + MOST_RUNS + ".");
    }
    var book = new RecipeBook(invocation.shell().home().resolve("recipes"));
    Recipe found = book.find(RecipeCommand.name(invocation, recipe));
    Map<String, String> values = found.resolve(profile, WorkloadOptions.parameters(parameters));
    invocation.say("Trying recipe " + found.name() + " on this machine, on the kernel that runs.");
    try (RecipeTrial trial = RecipeTrial.begin(found, values, invocation.shell().environment())) {
      invocation.interruption().on(trial::stop);
      trial.prepare().ifPresent(took -> step("prepare", took, ""));
      trial.setUp().ifPresent(took -> step("setup", took, ""));
      for (int run = 1; run <= runs; run++) {
        RecipeTrial.Run done = trial.run(run);
        step("run " + run, done.took(), words(found, done));
      }
      Optional<Duration> tornDown = trial.tearDown();
      invocation.interruption().yieldToEnd();
      invocation.interruption().on(null);
      tornDown.ifPresent(took -> step("teardown", took, ""));
    } catch (Problem problem) {
      invocation.interruption().yieldToEnd();
      throw problem;
    }
    invocation.say("It runs.");
    return 0;
  }

  private void step(String name, Duration took, String words) {
    invocation.say("  %-9s %8s  %s".formatted(name, seconds(took), words).stripTrailing());
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
  }

  private static String words(Recipe recipe, RecipeTrial.Run run) {
    if (recipe.isPassOrFail()) {
      return run.metrics().containsValue(1.0) ? "passed" : "failed";
    }
    var words = new ArrayList<String>();
    for (Recipe.Metric metric : recipe.metrics()) {
      double value = run.metrics().getOrDefault(metric.name(), Double.NaN);
      words.add(metric.name() + " " + Words.value(value, metric.unit()));
    }
    return String.join(", ", words);
  }
}

package dev.halfspeed.cli.command.recipe;

import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.recipe.RecipeTemplate;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a recipe that runs as it is. */
@Command(name = "new", description = "Make a recipe of your own that runs as it is.")
public final class RecipeNewCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      paramLabel = "DIR",
      description = "The folder to make; its last part is the recipe's name.")
  String recipe = "";

  @Option(
      names = "--from",
      paramLabel = "NAME|DIR",
      description = "The recipe to begin with, such as exec (default: one that measures a loop).")
  @Nullable String from;

  public RecipeNewCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    Path folder = invocation.shell().resolve(recipe);
    String source = from;
    if (source == null) {
      RecipeTemplate.write(folder);
    } else {
      var book = new RecipeBook(invocation.shell().home().resolve("recipes"));
      RecipeTemplate.copy(book.find(RecipeCommand.name(invocation, source)), folder);
    }
    String named = recipe.contains("/") ? recipe : "./" + recipe;
    invocation.say("Recipe " + folder.getFileName() + " is in " + folder + ".");
    invocation.say("Change it, then: halfspeed recipe check " + named);
    invocation.say("Run it here:     halfspeed recipe try " + named);
    invocation.say("Bisect with it:  halfspeed bisect --recipe " + named + " ...");
    return 0;
  }
}

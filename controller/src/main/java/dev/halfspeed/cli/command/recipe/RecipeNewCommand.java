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
  private final Invocation session;

  @Parameters(
      paramLabel = "DIR",
      description = "The folder to make; its last part is the recipe's name.")
  String recipe = "";

  @Option(
      names = "--from",
      paramLabel = "NAME|DIR",
      description = "The recipe to begin with, such as exec (default: one that measures a loop).")
  @Nullable String from;

  public RecipeNewCommand(Invocation session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Problem {
    Path folder = session.shell().resolve(recipe);
    String source = from;
    if (source == null) {
      RecipeTemplate.write(folder);
    } else {
      var book = new RecipeBook(session.shell().home().resolve("recipes"));
      RecipeTemplate.copy(book.find(RecipeCommand.name(session, source)), folder);
    }
    String named = recipe.contains("/") ? recipe : "./" + recipe;
    session.say("Recipe " + folder.getFileName() + " is in " + folder + ".");
    session.say("Change it, then: halfspeed recipe check " + named);
    session.say("Run it here:     halfspeed recipe try " + named);
    session.say("Bisect with it:  halfspeed bisect --recipe " + named + " ...");
    return 0;
  }
}

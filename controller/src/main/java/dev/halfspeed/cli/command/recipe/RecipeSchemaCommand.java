package dev.halfspeed.cli.command.recipe;

import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.files.NamedFile;
import dev.halfspeed.problem.Problem;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints the schema of recipe.yaml. */
@Command(name = "schema", description = "Print the JSON Schema of recipe.yaml, for an editor.")
public final class RecipeSchemaCommand implements Callable<Integer> {
  private final Invocation invocation;

  public RecipeSchemaCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    Path schema = invocation.shell().home().resolve("recipes/recipe.schema.json");
    invocation.show(NamedFile.text(schema, "schema", NamedFile.DESCRIPTION_BYTES));
    return 0;
  }
}

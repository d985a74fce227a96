package dev.halfspeed.recipe;

import dev.halfspeed.problem.Problem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Scripts that are called like a step and that no step of the recipe names, so that nothing ever
 * runs them.
 */
public final class ForgottenSteps {
  private static final List<String> NAMES = List.of("prepare", "setup", "teardown");

  private ForgottenSteps() {}

  /** What is probably forgotten in a recipe. */
  public static List<Problem> problems(Recipe recipe) {
    Steps steps = recipe.steps();
    List<String> named =
        Stream.of(steps.prepare(), steps.setup(), steps.run(), steps.teardown())
            .filter(Objects::nonNull)
            .toList();
    return NAMES.stream()
        .filter(name -> !named.contains(name))
        .filter(name -> isScript(recipe.folder().resolve(name)))
        .map(name ->
            new Problem(
                "%s is called like a step and may be executed, but no step names it"
                    .formatted(recipe.folder().resolve(name)),
                "write \"%s: %s\" under steps in %s, or call the file otherwise"
                    .formatted(name, name, RecipeBook.FILE)))
        .toList();
  }

  private static boolean isScript(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.isExecutable(file);
  }
}

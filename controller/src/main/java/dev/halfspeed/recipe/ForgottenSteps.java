package dev.halfspeed.recipe;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Scripts that are called like a step, and that neither a step of the recipe nor one of its scripts
 * names: nothing ever runs them.
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
        .filter(
            name -> named.stream().noneMatch(step -> names(recipe.folder().resolve(step), name)))
        .map(name ->
            new Problem(
                "%s is called like a step and may be executed, but no step names it"
                    .formatted(recipe.folder().resolve(name)),
                "write \"%s: %s\" under steps in %s, or call the file otherwise"
                    .formatted(name, name, RecipeBook.FILE)))
        .toList();
  }

  /** Whether a script has the path of another one in it. */
  private static boolean names(Path script, String other) {
    try {
      return Files.readString(script, StandardCharsets.ISO_8859_1).contains("/" + other);
    } catch (IOException e) {
      // Who runs the recipe is told of a script that can't be read.
      return false;
    }
  }

  private static boolean isScript(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.isExecutable(file);
  }
}

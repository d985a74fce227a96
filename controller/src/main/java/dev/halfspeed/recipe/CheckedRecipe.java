package dev.halfspeed.recipe;

import dev.halfspeed.problem.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What a recipe's folder was found to hold.
 *
 * @param recipe the recipe, where it can be run
 * @param problems all that is wrong with it, in the order of the file
 */
public record CheckedRecipe(Optional<Recipe> recipe, List<Problem> problems) {
  public CheckedRecipe {
    problems = List.copyOf(problems);
  }
}

package dev.halfspeed.recipe;

import dev.halfspeed.files.NamedFile;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The recipes of one folder, each in a folder of its own that holds a recipe.yaml. */
public final class RecipeBook {
  /** The file that makes a folder a recipe. */
  static final String FILE = "recipe.yaml";

  private final Path recipes;

  /** Takes the folder that holds the recipes; it is read anew for each question. */
  public RecipeBook(Path recipesFolder) {
    recipes = recipesFolder.toAbsolutePath().normalize();
  }

  /**
   * The valid recipes, by name. Those that are not are found in {@link #problems}.
   *
   * @throws UncheckedIOException when the folder cannot be read
   */
  public List<Recipe> all() {
    List<Recipe> all = new ArrayList<>();
    for (String name : names()) {
      try {
        all.add(RecipeReader.read(recipes.resolve(name)));
      } catch (Problem e) {
        // One broken recipe does not hide the others: problems() tells of it.
      }
    }
    return all;
  }

  /**
   * What is wrong with the recipes that are not valid, by name of the recipe.
   *
   * @throws UncheckedIOException when the folder cannot be read
   */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    for (String name : names()) {
      try {
        RecipeReader.read(recipes.resolve(name));
      } catch (Problem e) {
        problems.add(e);
      }
    }
    return problems;
  }

  /**
   * A recipe by its name, or by the path of its folder, which has a slash in it.
   *
   * @throws Problem when there is none, or it is not valid
   */
  public Recipe find(String nameOrFolder) throws Problem {
    return RecipeReader.read(folder(nameOrFolder));
  }

  /** All that is wrong with the recipe in a folder. */
  public static CheckedRecipe check(Path folder) {
    return RecipeReader.check(folder);
  }

  /**
   * The folder of a recipe, which is named as in {@link #find}.
   *
   * @throws Problem when there is none
   */
  public Path folder(String nameOrFolder) throws Problem {
    if (nameOrFolder.contains("/")) {
      Path folder = NamedFile.path(nameOrFolder, "recipe").toAbsolutePath().normalize();
      NamedFile.requireFolder(folder, "recipe folder");
      if (!Files.isRegularFile(folder.resolve(FILE))) {
        throw new Problem(
            folder + " is no recipe: it has no " + FILE,
            "name the folder that holds the recipe's " + FILE);
      }
      return folder;
    }
    List<String> names = names();
    if (!names.contains(nameOrFolder)) {
      throw new Problem(
          ProblemCode.UNKNOWN,
          "there is no recipe '" + nameOrFolder + "' in " + recipes,
          NearestName.suggest(nameOrFolder, names)
              + "; a recipe of your own is named by its path, such as ./my-recipe");
    }
    return recipes.resolve(nameOrFolder);
  }

  private List<String> names() {
    if (!Files.isDirectory(recipes)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(recipes)) {
      return folders
          .filter(folder -> Files.isRegularFile(folder.resolve(FILE)))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

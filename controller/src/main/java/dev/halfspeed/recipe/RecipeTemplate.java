package dev.halfspeed.recipe;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the folder of a recipe that a user goes on with. */
public final class RecipeTemplate {
  private static final List<String> FILES = List.of("recipe.yaml", "run", "README.md");
  private static final Pattern NAME_FIELD = Pattern.compile("(?m)^name:.*$");

  private RecipeTemplate() {}

  /**
   * Makes one that measures something, so that it can be run before anything is changed.
   *
   * @throws Problem when there is something of that name, or it can be no recipe's
   */
  public static void write(Path folder) throws Problem {
    String name = name(folder);
    try {
      Files.createDirectories(folder);
      for (String file : FILES) {
        try (InputStream template =
            Objects.requireNonNull(
                RecipeTemplate.class.getResourceAsStream("template/" + file), file)) {
          String text = new String(template.readAllBytes(), StandardCharsets.UTF_8);
          Files.writeString(folder.resolve(file), text.replace("@NAME@", name));
        }
      }
      Files.setPosixFilePermissions(
          folder.resolve("run"), PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw cannot(folder, e);
    }
  }

  /**
   * Copies a recipe under another name.
   *
   * @throws Problem when there is something of that name, or it can be no recipe's
   */
  public static void copy(Recipe recipe, Path folder) throws Problem {
    String name = name(folder);
    try {
      FolderCopy content = FolderCopy.of(recipe.folder());
      Files.createDirectories(folder);
      for (String below : content.folders()) {
        Files.createDirectories(folder.resolve(below));
      }
      for (FolderCopy.CopiedFile file : content.files()) {
        Path copy = folder.resolve(file.name());
        Files.write(copy, file.content());
        if (file.isExecutable()) {
          Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
      Path description = folder.resolve(RecipeBook.FILE);
      Files.writeString(
          description,
          NAME_FIELD
              .matcher(Files.readString(description))
              .replaceFirst(Matcher.quoteReplacement("name: " + name)));
    } catch (IOException e) {
      throw cannot(folder, e);
    }
  }

  private static String name(Path folder) throws Problem {
    String name = String.valueOf(folder.getFileName());
    if (!RecipeReader.isName(name)) {
      throw new Problem(
          "'" + name + "' is no name of a recipe",
          "use small letters, digits, dots, dashes and underscores, at most 64");
    }
    if (Files.exists(folder)) {
      throw new Problem("there is already " + folder, "choose another name, or remove it first");
    }
    return name;
  }

  private static Problem cannot(Path folder, IOException e) {
    return new Problem(
        "the recipe in " + folder + " cannot be written: " + e.getMessage(),
        "choose a folder that you may write to",
        e);
  }
}

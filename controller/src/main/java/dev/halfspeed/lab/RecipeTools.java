package dev.halfspeed.lab;

import java.util.List;
import java.util.Map;

/**
 * Programs that a recipe needs on machines.
 *
 * @param names as they are called there, such as mkfs.xfs
 * @param packages for some of them, the Debian package that has it
 */
public record RecipeTools(List<String> names, Map<String, String> packages) {
  /** Of no recipe. */
  public static final RecipeTools NONE = new RecipeTools(List.of(), Map.of());

  public RecipeTools {
    names = List.copyOf(names);
    packages = Map.copyOf(packages);
  }
}

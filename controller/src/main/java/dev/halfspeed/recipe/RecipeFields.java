package dev.halfspeed.recipe;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.yaml.YamlFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the readers of a recipe's parts ask of its fields. */
final class RecipeFields {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private RecipeFields() {}

  /** The names in a list, whatever else may be wrong with what they name. */
  static List<String> namesOf(YamlFields fields, String list) throws Problem {
    List<String> names = new ArrayList<>();
    for (YamlFields one : fields.mappings(list)) {
      if (one.isText("name")) {
        one.text("name").ifPresent(names::add);
      }
    }
    return names;
  }

  /** A name that none before it has; adds it to them. */
  static String uniqueName(YamlFields fields, Set<String> names) throws Problem {
    String name = fields.required("name");
    if (!NAME.matcher(name).matches()) {
      throw fields.problem(
          "name",
          "'" + name + "' is no name",
          "use small letters, digits and underscores, a letter first");
    }
    if (!names.add(name)) {
      throw fields.problem("name", "'" + name + "' is there twice", "rename or remove one");
    }
    return name;
  }

  /** A word that must be there, and one of these. */
  static String oneOf(YamlFields fields, String field, List<String> words) throws Problem {
    return fields
        .choice(field, words)
        .orElseThrow(() -> fields.missing(field, "add it: one of " + String.join(", ", words)));
  }

  /** Requires a path that leads nowhere out of the folder that it is relative to. */
  static void requireInside(YamlFields fields, String field, String path) throws Problem {
    List<String> steps = Arrays.asList(path.split("/", -1));
    if (steps.contains("..") || steps.contains("") || steps.contains(".")) {
      throw fields.problem(
          field,
          "is '" + path + "', which may lead out of its folder",
          "use a plain relative path, without dots");
    }
  }

  /** Requires a value to fit a parameter. */
  static void check(YamlFields fields, String field, Parameter parameter, String value)
      throws Problem {
    try {
      parameter.check(value);
    } catch (Problem e) {
      throw fields.problem(field, "does not fit: " + e.what(), e.nextStep());
    }
  }
}

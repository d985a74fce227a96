package dev.halfspeed.recipe;

import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.yaml.YamlFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what may be set of a recipe: its parameters, and sets of values for them. */
final class ParameterReader {
  private static final List<String> TYPES =
      Stream.of(Parameter.Type.values()).map(Parameter.Type::word).toList();

  private final RecipeFaults faults;

  ParameterReader(RecipeFaults faults) {
    this.faults = faults;
  }

  List<Parameter> parameters(YamlFields fields) throws Problem {
    List<Parameter> parameters = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlFields one : fields.mappings("parameters")) {
      faults
          .part(Optional.<Parameter>empty(), () -> Optional.of(parameter(one, names)))
          .ifPresent(parameters::add);
    }
    return parameters;
  }

  private static Parameter parameter(YamlFields one, Set<String> names) throws Problem {
    String name = RecipeFields.uniqueName(one, names);
    String word = RecipeFields.oneOf(one, "type", TYPES);
    var type = Parameter.Type.valueOf(word.toUpperCase(Locale.ROOT));
    List<String> choices = one.texts("choices");
    String pattern = pattern(one);
    if (type != Parameter.Type.STRING && (pattern != null || !choices.isEmpty())) {
      throw one.problem(
          pattern == null ? "choices" : "pattern",
          "does not belong to type " + word,
          "use it with type string; a number has minimum and maximum");
    }
    String unit = one.text("unit").orElse(null);
    if (type == Parameter.Type.STRING && unit != null) {
      throw one.problem(
          "unit",
          "does not belong to type string",
          "use it with a number; a text has a pattern or choices");
    }
    var parameter =
        new Parameter(
            name,
            type,
            one.required("default"),
            one.number("minimum").orElse(null),
            one.number("maximum").orElse(null),
            choices,
            pattern,
            unit,
            one.flag("trusted", false),
            one.required("description"));
    one.end();
    RecipeFields.check(one, "default", parameter, parameter.defaultValue());
    return parameter;
  }

  private static @Nullable String pattern(YamlFields fields) throws Problem {
    String pattern = fields.text("pattern").orElse(null);
    if (pattern != null) {
      try {
        Pattern.compile(pattern);
      } catch (PatternSyntaxException e) {
        throw fields.problem(
            "pattern", "is no regular expression: " + e.getDescription(), "put it right");
      }
    }
    return pattern;
  }

  Map<String, Map<String, String>> profiles(YamlFields fields, List<Parameter> parameters)
      throws Problem {
    Map<String, Map<String, String>> profiles = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    for (YamlFields profile : fields.mappings("profiles")) {
      faults.check(() -> {
        String name = RecipeFields.uniqueName(profile, names);
        profile.text("description");
        YamlFields given = profile.requiredBelow("parameters");
        profile.end();
        profiles.put(name, values(given, parameters, RecipeFields.namesOf(fields, "parameters")));
      });
    }
    return profiles;
  }

  /**
   * Values of parameters.
   *
   * @param named also those that are wrong themselves: that is said once
   */
  private Map<String, String> values(
      YamlFields given, List<Parameter> parameters, List<String> named) throws Problem {
    Map<String, String> values = given.everyText();
    for (Map.Entry<String, String> value : values.entrySet()) {
      faults.check(() -> {
        if (!named.contains(value.getKey())) {
          throw given.problem(
              value.getKey(),
              "is no parameter of this recipe",
              NearestName.suggest(value.getKey(), named));
        }
        for (Parameter parameter : parameters) {
          if (parameter.name().equals(value.getKey())) {
            RecipeFields.check(given, value.getKey(), parameter, value.getValue());
          }
        }
      });
    }
    return Collections.unmodifiableMap(values);
  }
}

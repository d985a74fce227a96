package dev.halfspeed.recipe;

import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.yaml.YamlFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what can be turned on the machine or in the recipe, and the ways out of a loss made of it.
 */
final class KnobReader {
  private final RecipeFaults faults;

  KnobReader(RecipeFaults faults) {
    this.faults = faults;
  }

  List<Knob> knobs(YamlFields fields, List<Parameter> parameters) throws Problem {
    List<String> named = RecipeFields.namesOf(fields, "parameters");
    List<Knob> knobs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlFields one : fields.mappings("knobs")) {
      faults.check(() -> {
        String name = RecipeFields.uniqueName(one, names);
        String target = one.required("sets");
        List<String> values = one.texts("values");
        var knob = new Knob(name, target, values, one.required("description"));
        one.end();
        check(one, knob, parameters, named);
        knobs.add(knob);
      });
    }
    return knobs;
  }

  private static void check(
      YamlFields one, Knob knob, List<Parameter> parameters, List<String> named) throws Problem {
    if (!Knob.isTarget(knob.target())) {
      throw one.wrong("sets", knob.target(), "it should be " + Knob.TARGETS);
    }
    if (knob.values().size() < 2) {
      throw one.problem("values", "has fewer than two values", "list those worth trying");
    }
    Optional<String> parameter = knob.parameter();
    if (parameter.isPresent() && !named.contains(parameter.get())) {
      throw one.problem(
          "sets",
          "is '%s', and this recipe has no parameter '%s'"
              .formatted(knob.target(), parameter.get()),
          NearestName.suggest(parameter.get(), named));
    }
    for (String value : knob.values()) {
      if (!knob.isWritable(value)) {
        throw one.problem(
            "values", "has '" + value + "', which is not one word", "give values without spaces");
      }
      for (Parameter each : parameters) {
        if (parameter.isPresent() && each.name().equals(parameter.get())) {
          RecipeFields.check(one, "values", each, knob.parameterValue(value));
        }
      }
    }
  }

  List<Mitigation> mitigations(YamlFields fields, List<Knob> knobs) throws Problem {
    List<String> named = RecipeFields.namesOf(fields, "knobs");
    List<Mitigation> mitigations = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlFields one : fields.mappings("mitigations")) {
      faults.check(() -> {
        String name = RecipeFields.uniqueName(one, names);
        String description = one.required("description");
        String cost = one.required("cost");
        YamlFields given = one.requiredBelow("knobs");
        Map<String, String> values = given.everyText();
        one.end();
        if (values.isEmpty()) {
          throw one.problem("knobs", "has no knob", "name at least one, with its value");
        }
        for (Map.Entry<String, String> value : values.entrySet()) {
          check(given, value.getKey(), value.getValue(), knobs, named);
        }
        mitigations.add(new Mitigation(name, description, cost, values));
      });
    }
    return mitigations;
  }

  private static void check(
      YamlFields given, String name, String value, List<Knob> knobs, List<String> named)
      throws Problem {
    if (!named.contains(name)) {
      throw given.problem(name, "is no knob of this recipe", NearestName.suggest(name, named));
    }
    for (Knob knob : knobs) {
      if (knob.name().equals(name) && !knob.values().contains(value)) {
        throw given.problem(
            name,
            "is '" + value + "', which is none of its values",
            "choose of " + String.join(", ", knob.values()) + ", or add it there");
      }
    }
  }
}

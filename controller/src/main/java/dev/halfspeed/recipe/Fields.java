package dev.halfspeed.recipe;

import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One mapping of a recipe.yaml. Remembers which fields were asked for, so that {@link #end} finds
 * the ones that nobody knows.
 */
final class Fields {
  private static final String SEE = "; see docs/recipes.md";

  private final Path file;
  private final String place;
  private final ObjectNode node;
  private final Set<String> known = new LinkedHashSet<>();

  private Fields(Path file, String place, ObjectNode node) {
    this.file = file;
    this.place = place;
    this.node = node;
  }

  /** Takes the whole document. */
  static Fields of(Path file, JsonNode document) throws Problem {
    if (document instanceof ObjectNode mapping) {
      return new Fields(file, "", mapping);
    }
    throw new Problem(
        file + " holds no fields", "give it name, summary, steps, results and metrics" + SEE);
  }

  /** A text that has to be there, of at least one letter. */
  String text(String field) throws Problem {
    String text = optionalText(field);
    if (text == null) {
      throw problem(field, "is missing", "add it");
    }
    return text;
  }

  /** A text or number as it is written; absent: null. */
  @Nullable String optionalText(String field) throws Problem {
    JsonNode value = get(field);
    return value == null ? null : scalar(field, value);
  }

  /** A number; absent: null. */
  @Nullable BigDecimal optionalNumber(String field) throws Problem {
    JsonNode value = get(field);
    if (value == null) {
      return null;
    }
    if (!value.isNumber()) {
      throw problem(field, "is no number", "give it a number");
    }
    return value.decimalValue();
  }

  /** True or false; absent: false. */
  boolean optionalFlag(String field) throws Problem {
    JsonNode value = get(field);
    if (value != null && !value.isBoolean()) {
      throw problem(field, "is neither true nor false", "give it true, or leave it out");
    }
    return value != null && value.booleanValue();
  }

  /** A list of texts; absent: empty. */
  List<String> texts(String field) throws Problem {
    List<String> texts = new ArrayList<>();
    JsonNode list = list(field);
    for (int number = 0; number < list.size(); number++) {
      texts.add(scalar(field + "[" + number + "]", list.get(number)));
    }
    return texts;
  }

  /** A list of mappings; absent: empty. */
  List<Fields> mappings(String field) throws Problem {
    List<Fields> mappings = new ArrayList<>();
    JsonNode list = list(field);
    for (int number = 0; number < list.size(); number++) {
      mappings.add(mapping(field + "[" + number + "]", list.get(number)));
    }
    return mappings;
  }

  /** A mapping that has to be there. */
  Fields mapping(String field) throws Problem {
    JsonNode value = get(field);
    if (value == null) {
      throw problem(field, "is missing", "add it");
    }
    return mapping(field, value);
  }

  /** Every field of this mapping, each of them a text. */
  Map<String, String> everyText() throws Problem {
    Map<String, String> all = new LinkedHashMap<>();
    for (String field : node.propertyNames()) {
      all.put(field, text(field));
    }
    return all;
  }

  /** Refuses fields that were never asked for. */
  void end() throws Problem {
    for (String field : node.propertyNames()) {
      if (!known.contains(field)) {
        throw problem(field, "is no field of a recipe", NearestName.suggest(field, known));
      }
    }
  }

  /** Says that a field of this mapping is wrong. */
  Problem problem(String field, String what, String nextStep) {
    return new Problem(file + ": " + place + field + " " + what, nextStep + SEE);
  }

  private @Nullable JsonNode get(String field) {
    known.add(field);
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value;
  }

  private Fields mapping(String field, JsonNode value) throws Problem {
    if (value instanceof ObjectNode mapping) {
      return new Fields(file, place + field + ".", mapping);
    }
    throw problem(field, "holds no fields", "give it its fields, indented below it");
  }

  private JsonNode list(String field) throws Problem {
    JsonNode value = get(field);
    if (value == null) {
      return node.arrayNode();
    }
    if (!value.isArray()) {
      throw problem(field, "is no list", "begin each of its lines with a dash");
    }
    return value;
  }

  private String scalar(String field, JsonNode value) throws Problem {
    if (!value.isValueNode() || value.isNull()) {
      throw problem(field, "is no text", "give it one value");
    }
    String text = value.asString().strip();
    if (text.isEmpty()) {
      throw problem(field, "is empty", "give it a value");
    }
    return text;
  }
}

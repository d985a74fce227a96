package dev.halfspeed.sim;

import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a world's file. Remembers which fields were asked for, so that {@link #end} finds
 * the ones that nobody knows.
 */
final class ScenarioFields {
  private static final String SEE = "; see docs/worlds.md";

  private final String file;
  private final String what;
  private final YamlNode.Mapping node;
  private final Set<String> known = new LinkedHashSet<>();

  private ScenarioFields(String file, String what, YamlNode.Mapping node) {
    this.file = file;
    this.what = what;
    this.node = node;
  }

  /** Takes the text of a file. */
  static ScenarioFields parse(String file, String text) throws Problem {
    try {
      return of(file, "a world", YamlNode.parse(text));
    } catch (YamlNode.MalformedException e) {
      throw new Problem(
          "%s line %d %s".formatted(file, e.line(), e.getMessage()), "correct it" + SEE, e);
    }
  }

  private static ScenarioFields of(String file, String what, YamlNode node) throws Problem {
    if (node instanceof YamlNode.Mapping mapping) {
      return new ScenarioFields(file, what, mapping);
    }
    throw new Problem(
        "%s line %d has something else where the fields of %s should be"
            .formatted(file, node.line(), what),
        "write it as NAME: VALUE lines" + SEE);
  }

  boolean has(String field) {
    known.add(field);
    return node.fields().containsKey(field);
  }

  /** The fields below a field; none where it is absent. */
  ScenarioFields below(String field) throws Problem {
    YamlNode.@Nullable Field found = find(field);
    return found == null
        ? new ScenarioFields(file, field, new YamlNode.Mapping(node.line(), Map.of()))
        : of(file, field, found.value());
  }

  String text(String field, String otherwise) throws Problem {
    YamlNode.@Nullable Field found = find(field);
    if (found == null) {
      return otherwise;
    }
    if (found.value() instanceof YamlNode.Scalar(int line, String text) && !text.isBlank()) {
      return text.strip();
    }
    throw problem(field, "has no single value for " + field, "write " + field + ": VALUE");
  }

  /** One of several words. */
  String choice(String field, List<String> words) throws Problem {
    String text = text(field, words.getFirst());
    if (!words.contains(text)) {
      throw problem(field, "has %s: %s".formatted(field, text), NearestName.suggest(text, words));
    }
    return text;
  }

  boolean flag(String field, boolean otherwise) throws Problem {
    return switch (text(field, Boolean.toString(otherwise))) {
      case "true" -> true;
      case "false" -> false;
      case String other ->
          throw problem(
              field,
              "has %s: %s".formatted(field, other),
              "write %s: true or false".formatted(field));
    };
  }

  double number(String field, double otherwise, double least, double most) throws Problem {
    YamlNode.@Nullable Field found = find(field);
    return found == null ? otherwise : number(field, text(field, ""), least, most);
  }

  int count(String field, int otherwise, int least, int most) throws Problem {
    YamlNode.@Nullable Field found = find(field);
    return found == null ? otherwise : count(field, text(field, ""), least, most);
  }

  /** A list of numbers. */
  List<Double> numbers(String field, List<Double> otherwise, double least, double most)
      throws Problem {
    if (!has(field)) {
      return otherwise;
    }
    var numbers = new ArrayList<Double>();
    for (String text : scalars(field, items(field))) {
      numbers.add(number(field, text, least, most));
    }
    return numbers;
  }

  /** A list of whole numbers. */
  List<Integer> counts(String field, int least, int most) throws Problem {
    return has(field) ? counts(field, items(field), least, most) : List.of();
  }

  /** A list of lists of whole numbers. */
  List<List<Integer>> lists(String field, int least, int most) throws Problem {
    var lists = new ArrayList<List<Integer>>();
    for (YamlNode item : items(field)) {
      if (!(item instanceof YamlNode.Sequence(int line, List<YamlNode> items))) {
        throw problem(field, "has no list of lists for " + field, "write " + field + ": [[], [0]]");
      }
      lists.add(counts(field, items, least, most));
    }
    return lists;
  }

  /** A list of mappings. */
  List<ScenarioFields> mappings(String field) throws Problem {
    var mappings = new ArrayList<ScenarioFields>();
    if (has(field)) {
      for (YamlNode item : items(field)) {
        mappings.add(of(file, field, item));
      }
    }
    return mappings;
  }

  /** Refuses fields that were never asked for. */
  void end() throws Problem {
    for (Map.Entry<String, YamlNode.Field> entry : node.fields().entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw problem(
            entry.getKey(),
            "has a field \"%s\", which %s does not have".formatted(entry.getKey(), what),
            NearestName.suggest(entry.getKey(), known));
      }
    }
  }

  /** Says that a field is wrong. */
  Problem problem(String field, String wrong, String nextStep) {
    YamlNode.@Nullable Field found = node.fields().get(field);
    return new Problem(
        "%s line %d %s".formatted(file, found == null ? node.line() : found.line(), wrong),
        nextStep + SEE);
  }

  private YamlNode.@Nullable Field find(String field) {
    known.add(field);
    return node.fields().get(field);
  }

  private List<YamlNode> items(String field) throws Problem {
    YamlNode.@Nullable Field found = find(field);
    if (found == null || !(found.value() instanceof YamlNode.Sequence(int line, var items))) {
      throw problem(field, "has no list for " + field, "write " + field + ": [A, B]");
    }
    return items;
  }

  private List<String> scalars(String field, List<YamlNode> items) throws Problem {
    var texts = new ArrayList<String>();
    for (YamlNode item : items) {
      if (!(item instanceof YamlNode.Scalar(int line, String text))) {
        throw problem(field, "has no list of numbers for " + field, "write " + field + ": [1, 2]");
      }
      texts.add(text);
    }
    return texts;
  }

  private List<Integer> counts(String field, List<YamlNode> items, int least, int most)
      throws Problem {
    var counts = new ArrayList<Integer>();
    for (String text : scalars(field, items)) {
      counts.add(count(field, text, least, most));
    }
    return counts;
  }

  private double number(String field, String text, double least, double most) throws Problem {
    try {
      double number = Double.parseDouble(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw problem(
        field,
        "has %s: %s".formatted(field, text),
        "it is a number from %s to %s".formatted(plain(least), plain(most)));
  }

  private int count(String field, String text, int least, int most) throws Problem {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw problem(
        field,
        "has %s: %s".formatted(field, text),
        "it is a whole number from %d to %d".formatted(least, most));
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}

package dev.halfspeed.yaml;

import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one mapping of a YAML file. Each mistake is a {@link Problem} that names the file,
 * the line and the path of the field, such as {@code lab.yaml line 7: machines[1].boot.cpus is
 * "0"}, and says what would be right. It remembers which fields were asked for, so that {@link
 * #end} finds the ones that nobody knows.
 */
public final class YamlFields {
  private static final Pattern TIME = Pattern.compile("(\\d{1,6})\\s*(s|m|h)");

  private static final int MOST_DIGITS = 40;

  private final Source source;
  private final String path;
  private final YamlNode.Mapping node;
  private final Set<String> known = new TreeSet<>();

  /**
   * A file, and the document that explains its fields.
   *
   * @param file as messages name it
   */
  private record Source(String file, String manual) {
    Problem problem(int line, String wrong, String nextStep) {
      String see = (nextStep.endsWith("?") ? " See " : "; see ") + manual;
      return new Problem("%s line %d%s".formatted(file, line, wrong), nextStep + see);
    }

    YamlFields fields(String path, YamlNode node) throws Problem {
      if (node instanceof YamlNode.Mapping mapping) {
        return new YamlFields(this, path.isEmpty() ? "" : path + ".", mapping);
      }
      throw problem(
          node.line(),
          ": " + (path.isEmpty() ? "the file" : path) + " holds no fields",
          "write it as NAME: VALUE lines" + (path.isEmpty() ? "" : ", indented below it"));
    }
  }

  private YamlFields(Source source, String path, YamlNode.Mapping node) {
    this.source = source;
    this.path = path;
    this.node = node;
  }

  /**
   * Takes the text of a file.
   *
   * @param file its name, for messages
   * @param manual the document that explains its fields, such as docs/lab.md
   */
  public static YamlFields parse(String file, String manual, String text) throws Problem {
    var source = new Source(file, manual);
    try {
      return source.fields("", YamlNode.parse(text));
    } catch (YamlNode.MalformedException e) {
      throw source.problem(e.line(), " " + e.getMessage(), e.nextStep());
    }
  }

  /** The line where this mapping begins; counts from 1. */
  public int line() {
    return node.line();
  }

  /** Whether a field is there, be it empty. */
  public boolean has(String field) {
    return find(field) != null;
  }

  /** Whether a field is there and has a single value. */
  public boolean isText(String field) {
    YamlNode.@Nullable Field found = find(field);
    return found != null && found.value() instanceof YamlNode.Scalar;
  }

  /** A text or number as it is written, of at least one letter. */
  public Optional<String> text(String field) throws Problem {
    YamlNode.@Nullable Field found = find(field);
    return found == null ? Optional.empty() : Optional.of(scalar(field, found.value()));
  }

  /** The same, of a form. */
  public Optional<String> text(String field, Pattern form, String described) throws Problem {
    Optional<String> text = text(field);
    if (text.isPresent() && !form.matcher(text.get()).matches()) {
      throw wrong(field, text.get(), "it should be " + described);
    }
    return text;
  }

  /** A text that has to be there. */
  public String required(String field) throws Problem {
    Optional<String> text = text(field);
    if (text.isEmpty()) {
      throw missing(field, "add it");
    }
    return text.get();
  }

  /** The same, of a form. */
  public String required(String field, Pattern form, String described) throws Problem {
    Optional<String> text = text(field, form, described);
    if (text.isEmpty()) {
      throw missing(field, "add " + field + ": " + described);
    }
    return text.get();
  }

  /** One of several words. */
  public Optional<String> choice(String field, List<String> words) throws Problem {
    Optional<String> text = text(field);
    if (text.isPresent() && !words.contains(text.get())) {
      throw wrong(field, text.get(), chosenFrom(text.get(), words));
    }
    return text;
  }

  /** The name of a constant, in small letters. */
  public <E extends Enum<E>> E choice(String field, E otherwise) throws Problem {
    E[] values = otherwise.getDeclaringClass().getEnumConstants();
    Optional<String> word = choice(field, words(values));
    return word.isEmpty() ? otherwise : values[words(values).indexOf(word.get())];
  }

  /** A list of names of constants; absent: all. */
  public <E extends Enum<E>> List<E> choices(String field, E[] values) throws Problem {
    var choices = new ArrayList<E>();
    for (String text : has(field) ? texts(field) : words(values)) {
      int number = words(values).indexOf(text);
      if (number < 0) {
        throw wrong(field, text, chosenFrom(text, words(values)));
      }
      choices.add(values[number]);
    }
    return choices;
  }

  /** True or false. */
  public boolean flag(String field, boolean otherwise) throws Problem {
    return choice(field, List.of("true", "false")).map(Boolean::valueOf).orElse(otherwise);
  }

  /** A decimal number. */
  public Optional<BigDecimal> number(String field) throws Problem {
    Optional<String> text = text(field);
    try {
      Optional<BigDecimal> number = text.map(BigDecimal::new);
      // What is written out by somebody later should not fill the memory.
      if (number.isEmpty() || Math.abs(number.get().scale()) <= MOST_DIGITS) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong(
        field, text.orElse(""), "it should be a number of at most " + MOST_DIGITS + " digits");
  }

  /** A number within bounds. */
  public double number(String field, double otherwise, double least, double most) throws Problem {
    Optional<String> text = text(field);
    return text.isEmpty() ? otherwise : number(field, text.get(), least, most);
  }

  /** A whole number within bounds. */
  public int count(String field, int otherwise, int least, int most) throws Problem {
    Optional<String> text = text(field);
    return text.isEmpty() ? otherwise : count(field, text.get(), least, most);
  }

  /** A time of at least a second, such as 60s, 5m or 2h. */
  public Duration duration(String field, Duration otherwise) throws Problem {
    Optional<String> text = text(field);
    if (text.isEmpty()) {
      return otherwise;
    }
    Matcher matcher = TIME.matcher(text.get());
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw wrong(field, text.get(), "it should be such as 60s, 5m or 2h");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "h" -> Duration.ofHours(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofSeconds(number);
    };
  }

  /** A list of texts; absent: none. */
  public List<String> texts(String field) throws Problem {
    return scalars(field, items(field));
  }

  /** A list of numbers; absent: none. */
  public List<Double> numbers(String field, double least, double most) throws Problem {
    var numbers = new ArrayList<Double>();
    for (String text : texts(field)) {
      numbers.add(number(field, text, least, most));
    }
    return numbers;
  }

  /** A list of whole numbers; absent: none. */
  public List<Integer> counts(String field, int least, int most) throws Problem {
    return counts(field, items(field), least, most);
  }

  /** A list of lists of whole numbers; absent: none. */
  public List<List<Integer>> lists(String field, int least, int most) throws Problem {
    var lists = new ArrayList<List<Integer>>();
    for (YamlNode item : items(field)) {
      if (!(item instanceof YamlNode.Sequence(int line, List<YamlNode> items))) {
        throw problem(field, "is no list of lists", "write " + field + ": [[], [0]]");
      }
      lists.add(counts(field, items, least, most));
    }
    return lists;
  }

  /** The fields below a field; none where it is absent. */
  public YamlFields below(String field) throws Problem {
    YamlNode.@Nullable Field found = find(field);
    return source.fields(
        path + field, found == null ? new YamlNode.Mapping(node.line(), Map.of()) : found.value());
  }

  /** The fields below a field that has to be there. */
  public YamlFields requiredBelow(String field) throws Problem {
    if (!has(field)) {
      throw missing(field, "add it");
    }
    return below(field);
  }

  /** A list of mappings; absent: none. */
  public List<YamlFields> mappings(String field) throws Problem {
    var mappings = new ArrayList<YamlFields>();
    for (YamlNode item : items(field)) {
      mappings.add(source.fields("%s%s[%d]".formatted(path, field, mappings.size()), item));
    }
    return mappings;
  }

  /** Takes a text that may be wrong, which is said with what to do. */
  @FunctionalInterface
  public interface OfText<T> {
    /** Takes it. */
    T take(String text, Function<String, Problem> wrong) throws Problem;
  }

  /** Takes a mapping. */
  @FunctionalInterface
  public interface OfFields<T> {
    /** Takes it. */
    T take(YamlFields fields) throws Problem;
  }

  /** A text, a mapping, or a list in which each may be either; absent: none. */
  public <T> List<T> textsOrFields(String field, OfText<T> ofText, OfFields<T> ofFields)
      throws Problem {
    YamlNode.@Nullable Field found = find(field);
    if (found == null) {
      return List.of();
    }
    boolean isList = found.value() instanceof YamlNode.Sequence;
    var taken = new ArrayList<T>();
    for (YamlNode item : isList ? items(field) : List.of(found.value())) {
      String name = isList ? "%s[%d]".formatted(field, taken.size()) : field;
      if (item instanceof YamlNode.Mapping) {
        taken.add(ofFields.take(source.fields(path + name, item)));
      } else {
        String text = scalar(name, item);
        taken.add(
            ofText.take(text, next -> problem(item.line(), name, "is \"" + text + "\"", next)));
      }
    }
    return List.copyOf(taken);
  }

  /** Every field of this mapping, each of them a text, in the order of the file. */
  public Map<String, String> everyText() throws Problem {
    var all = new LinkedHashMap<String, String>();
    for (String field : node.fields().keySet()) {
      all.put(field, required(field));
    }
    return all;
  }

  /** Refuses fields that were never asked for. */
  public void end() throws Problem {
    for (String field : node.fields().keySet()) {
      if (!known.contains(field)) {
        throw unknown(field);
      }
    }
  }

  /** Says that a field is wrong: what follows its path, such as "is too large". */
  public Problem problem(String field, String wrong, String nextStep) {
    YamlNode.@Nullable Field found = node.fields().get(field);
    return problem(found == null ? node.line() : found.line(), field, wrong, nextStep);
  }

  /** Says that a field is wrong, by its value. */
  public Problem wrong(String field, String value, String nextStep) {
    return problem(field, "is \"" + value + "\"", nextStep);
  }

  /** Says that a field should be there; where one is that may have been meant, names that. */
  public Problem missing(String field, String nextStep) {
    known.add(field);
    for (String other : node.fields().keySet()) {
      if (!known.contains(other) && !NearestName.allOf(other, Set.of(field)).isEmpty()) {
        return unknown(other);
      }
    }
    return problem(field, "is missing", nextStep);
  }

  private Problem unknown(String field) {
    return problem(field, "is no field that is known", NearestName.suggest(field, known));
  }

  private Problem problem(int line, String field, String wrong, String nextStep) {
    return source.problem(line, ": %s%s %s".formatted(path, field, wrong), nextStep);
  }

  private YamlNode.@Nullable Field find(String field) {
    known.add(field);
    return node.fields().get(field);
  }

  private List<YamlNode> items(String field) throws Problem {
    YamlNode.@Nullable Field found = find(field);
    if (found == null) {
      return List.of();
    }
    if (!(found.value() instanceof YamlNode.Sequence(int line, var items))) {
      throw problem(
          field, "is no list", "write " + field + ": [A, B], or a line with a dash for each");
    }
    return items;
  }

  private String scalar(String field, YamlNode value) throws Problem {
    if (!(value instanceof YamlNode.Scalar(int line, String text))) {
      throw problem(value.line(), field, "is no single value", "give it one, on one line");
    }
    if (text.isBlank()) {
      throw problem(line, field, "is empty", "give it a value, or leave it out");
    }
    return text.strip();
  }

  private List<String> scalars(String field, List<YamlNode> items) throws Problem {
    var texts = new ArrayList<String>();
    for (YamlNode item : items) {
      texts.add(scalar(field + "[" + texts.size() + "]", item));
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
      // Not what Java reads as a number: NaN, 1f, 0x1p3.
      double number = new BigDecimal(text).doubleValue();
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong(
        field, text, "it should be a number from %s to %s".formatted(plain(least), plain(most)));
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
    throw wrong(field, text, "it should be a whole number from %d to %d".formatted(least, most));
  }

  private static String chosenFrom(String text, List<String> words) {
    String choose = "choose of " + String.join(", ", words);
    List<String> near = NearestName.allOf(text, words);
    return near.isEmpty() ? choose : choose + "; " + near.getFirst() + " is near";
  }

  private static <E extends Enum<E>> List<String> words(E[] values) {
    return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}

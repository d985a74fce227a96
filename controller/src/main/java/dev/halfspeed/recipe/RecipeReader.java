package dev.halfspeed.recipe;

import dev.halfspeed.core.PassFailMetric;
import dev.halfspeed.files.NamedFile;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.Recipe.Metric;
import dev.halfspeed.worker.protocol.RecipePlan;
import dev.halfspeed.worker.results.ResultsParser;
import dev.halfspeed.worker.results.ResultsParsers;
import dev.halfspeed.yaml.YamlFields;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

/** Reads one recipe's folder and checks all of it. */
final class RecipeReader {
  /** Stand for what is wrong, until all else is checked. */
  private static final Steps NO_STEPS = new Steps(null, null, "", null);

  private static final RecipePlan.Results NO_RESULTS =
      new RecipePlan.Results("", Map.of(), List.of());

  private static final List<String> DIRECTIONS = List.of("higher", "lower");
  private static final List<String> TYPES =
      Stream.of(Parameter.Type.values()).map(Parameter.Type::word).toList();
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Pattern RECIPE_NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Pattern COUNTER = Pattern.compile("[a-z]+\\.[A-Za-z0-9_.:-]+");
  private static final Pattern TOOL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*");

  /** Where a tool that machines have is taken to be. */
  private static final List<String> USUAL_FOLDERS = List.of("/bin", "/usr/bin");

  private final Path folder;
  private final Path file;
  private final Map<String, String> interpreters = new LinkedHashMap<>();

  /** In the order in which they were found; a field may be missed by several readers. */
  private final Map<String, Problem> problems = new LinkedHashMap<>();

  private RecipeReader(Path folder) {
    this.folder = folder;
    file = folder.resolve(RecipeBook.FILE);
  }

  /**
   * Reads the recipe of a folder that has a recipe.yaml.
   *
   * @throws Problem when anything is wrong with it: names the file and the field
   */
  static Recipe read(Path folder) throws Problem {
    CheckedRecipe checked = check(folder);
    Optional<Recipe> recipe = checked.recipe();
    if (recipe.isEmpty()) {
      throw checked.problems().getFirst();
    }
    return recipe.get();
  }

  /** Reads the recipe of a folder, and finds all that is wrong with it. */
  static CheckedRecipe check(Path folder) {
    var reader = new RecipeReader(folder);
    Optional<Recipe> recipe = reader.part(Optional.empty(), () -> reader.read());
    List<Problem> all = List.copyOf(reader.problems.values());
    return new CheckedRecipe(all.isEmpty() ? recipe : Optional.empty(), all);
  }

  /** Whether a recipe can have this name. */
  static boolean isName(String name) {
    return RECIPE_NAME.matcher(name).matches();
  }

  /** Reads a part of the recipe, so that others are checked though this one is wrong. */
  private interface Part<T> {
    T read() throws IOException, Problem;
  }

  private <T> T part(T otherwise, Part<T> part) {
    try {
      return part.read();
    } catch (Problem e) {
      problems.putIfAbsent(e.what(), e);
    } catch (IOException e) {
      String what = "the recipe in " + folder + " cannot be read: " + e.getMessage();
      problems.putIfAbsent(what, new Problem(what, "make its files readable for this user", e));
    }
    return otherwise;
  }

  private Optional<Recipe> read() throws IOException, Problem {
    YamlFields fields =
        YamlFields.parse(
            file.toString(),
            "docs/recipes.md",
            NamedFile.text(file, "recipe", NamedFile.DESCRIPTION_BYTES));
    String name = part("", () -> name(fields));
    String summary = part("", () -> summary(fields));
    String description = part("", () -> fields.text("description").orElse(""));
    List<Parameter> parameters = part(List.of(), () -> parameters(fields));
    Map<String, Map<String, String>> profiles = part(Map.of(), () -> profiles(fields, parameters));
    Map<String, String> tools = part(new LinkedHashMap<>(), () -> tools(fields));
    Steps steps = part(NO_STEPS, () -> steps(fields.requiredBelow("steps"), tools));
    RecipePlan.Results results = part(NO_RESULTS, () -> results(fields.requiredBelow("results")));
    List<Metric> metrics = part(List.of(), () -> metrics(fields, results.parser()));
    ExpectedDuration takes = part(ExpectedDuration.UNKNOWN, () -> takes(fields));
    List<String> evidence = part(List.of(), () -> evidence(fields));
    List<Knob> knobs = part(List.of(), () -> knobs(fields, parameters));
    List<Mitigation> mitigations = part(List.of(), () -> mitigations(fields, knobs));
    end(fields);
    String digest = part("", () -> FolderCopy.of(folder).digest());
    return problems.isEmpty()
        ? Optional.of(
            new Recipe(
                name,
                summary,
                description,
                folder,
                digest,
                parameters,
                profiles,
                metrics,
                List.copyOf(tools.keySet()),
                steps,
                new RecipePlan.Results(
                    results.parser(),
                    results.options(),
                    metrics.stream().map(Metric::name).toList()),
                packages(tools),
                interpreters,
                takes,
                evidence,
                knobs,
                mitigations))
        : Optional.empty();
  }

  private void end(YamlFields fields) {
    part(
        true,
        () -> {
          fields.end();
          return true;
        });
  }

  private static String summary(YamlFields fields) throws Problem {
    String summary = fields.required("summary");
    if (summary.contains("\n")) {
      throw fields.problem("summary", "has more than one line", "put the rest in description");
    }
    return summary;
  }

  private String name(YamlFields fields) throws Problem {
    String name = fields.required("name");
    if (!isName(name)) {
      throw fields.problem(
          "name",
          "'" + name + "' is no name of a recipe",
          "use small letters, digits, dots, dashes and underscores, at most 64");
    }
    if (!name.equals(String.valueOf(folder.getFileName()))) {
      throw fields.problem(
          "name", "'" + name + "' is not the name of its folder", "make the two equal");
    }
    return name;
  }

  private List<Parameter> parameters(YamlFields fields) throws Problem {
    List<Parameter> parameters = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlFields one : fields.mappings("parameters")) {
      part(Optional.<Parameter>empty(), () -> Optional.of(parameter(one, names)))
          .ifPresent(parameters::add);
    }
    return parameters;
  }

  private static Parameter parameter(YamlFields one, Set<String> names) throws Problem {
    String name = uniqueName(one, names);
    String word = oneOf(one, "type", TYPES);
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
            one.required("description"));
    one.end();
    check(one, "default", parameter, parameter.defaultValue());
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

  private Map<String, Map<String, String>> profiles(YamlFields fields, List<Parameter> parameters)
      throws Problem {
    Map<String, Map<String, String>> profiles = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    for (YamlFields profile : fields.mappings("profiles")) {
      part(
          true,
          () -> {
            String name = uniqueName(profile, names);
            profile.text("description");
            YamlFields given = profile.requiredBelow("parameters");
            profile.end();
            profiles.put(name, values(given, parameters, namesOf(fields, "parameters")));
            return true;
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
      part(
          true,
          () -> {
            if (!named.contains(value.getKey())) {
              throw given.problem(
                  value.getKey(),
                  "is no parameter of this recipe",
                  NearestName.suggest(value.getKey(), named));
            }
            for (Parameter parameter : parameters) {
              if (parameter.name().equals(value.getKey())) {
                check(given, value.getKey(), parameter, value.getValue());
              }
            }
            return true;
          });
    }
    return Collections.unmodifiableMap(values);
  }

  /** The names in a list, whatever else may be wrong with what they name. */
  private static List<String> namesOf(YamlFields fields, String list) throws Problem {
    List<String> names = new ArrayList<>();
    for (YamlFields one : fields.mappings(list)) {
      if (one.isText("name")) {
        one.text("name").ifPresent(names::add);
      }
    }
    return names;
  }

  /** The programs that a machine has to have, each with the Debian package that has it, or "". */
  private Map<String, String> tools(YamlFields fields) throws Problem {
    Map<String, String> tools = new LinkedHashMap<>();
    for (YamlFields tool : fields.mappings("tools")) {
      part(
          true,
          () -> {
            String name = tool.required("name");
            String debianPackage = tool.text("package").orElse("");
            tool.end();
            if (!TOOL.matcher(name).matches()) {
              throw tool.problem(
                  "name",
                  "'" + name + "' is no program's name",
                  "name the program, without its path");
            }
            tools.put(name, debianPackage);
            return true;
          });
    }
    return tools;
  }

  private static Map<String, String> packages(Map<String, String> tools) {
    Map<String, String> packages = new LinkedHashMap<>(tools);
    packages.values().removeIf(String::isEmpty);
    return packages;
  }

  private Steps steps(YamlFields fields, Map<String, String> tools) {
    String prepare = script(fields, "prepare", tools).orElse(null);
    String setup = script(fields, "setup", tools).orElse(null);
    String run =
        part(
            "",
            () -> {
              fields.required("run");
              return script(fields, "run", tools).orElse("");
            });
    String teardown = script(fields, "teardown", tools).orElse(null);
    end(fields);
    return new Steps(prepare, setup, run, teardown);
  }

  private Optional<String> script(YamlFields fields, String step, Map<String, String> tools) {
    return part(
        Optional.<String>empty(),
        () -> {
          Optional<String> script = fields.text(step);
          if (script.isPresent()) {
            check(fields, step, script.get(), tools);
          }
          return script;
        });
  }

  /** Checks a step's script; what runs it is a tool that machines have to have. */
  private void check(YamlFields fields, String step, String script, Map<String, String> tools)
      throws IOException, Problem {
    requireInside(fields, step, script);
    Path path = folder.resolve(script);
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw fields.problem(
          step, "names " + script + ", which is no file in " + folder, "add the script");
    }
    if (!Files.isExecutable(path)) {
      throw fields.problem(
          step, "names " + script + ", which may not be executed", "run chmod +x " + path);
    }
    var begun = RecipeScript.of(path);
    Optional<Problem> flaw = begun.flaw();
    if (flaw.isPresent()) {
      throw fields.problem(
          step, "names " + script + ", which " + flaw.get().what(), flaw.get().nextStep());
    }
    begun
        .program()
        .filter(program -> !isListed(program, tools))
        .ifPresent(program -> interpreters.put(script, program));
    begun.tool().ifPresent(tool -> tools.putIfAbsent(tool, ""));
  }

  private static boolean isListed(String program, Map<String, String> tools) {
    int slash = program.lastIndexOf('/');
    return tools.containsKey(program.substring(slash + 1))
        && (slash < 0 || USUAL_FOLDERS.contains(program.substring(0, slash)));
  }

  private List<Metric> metrics(YamlFields fields, String parserName) throws Problem {
    Optional<ResultsParser> parser = ResultsParsers.named(parserName);
    boolean isVerdict = parser.map(ResultsParser::isVerdict).orElse(false);
    if (isVerdict && fields.has("metrics")) {
      throw fields.problem(
          "metrics",
          "does not belong to the parser " + parserName + ", which finds its own",
          "leave it out");
    }
    if (isVerdict) {
      return List.of(
          new Metric(parser.orElseThrow().metrics().getFirst(), PassFailMetric.UNIT, true, null));
    }
    List<Metric> metrics = new ArrayList<>();
    Set<String> names = new HashSet<>();
    var deciding = new ArrayList<Metric>();
    List<YamlFields> all = fields.mappings("metrics");
    for (YamlFields one : all) {
      part(
          true,
          () -> {
            Metric metric = metric(one, names, parser);
            if (one.flag("default", false)) {
              if (!deciding.isEmpty()) {
                throw one.problem("default", "is true twice", "leave it at one metric");
              }
              deciding.add(metric);
            }
            one.end();
            metrics.add(metric);
            return true;
          });
    }
    if (all.isEmpty()) {
      throw fields.missing("metrics", "list at least one, the one to compare first");
    }
    for (Metric metric : deciding) {
      metrics.remove(metric);
      metrics.addFirst(metric);
    }
    return metrics;
  }

  private static Metric metric(YamlFields one, Set<String> names, Optional<ResultsParser> parser)
      throws Problem {
    String name = uniqueName(one, names);
    List<String> found = parser.map(ResultsParser::metrics).orElse(List.of());
    if (!found.isEmpty() && !found.contains(name)) {
      throw one.problem(
          "name",
          "'%s' is nothing that the %s parser finds".formatted(name, parser.orElseThrow().name()),
          NearestName.suggest(name, found));
    }
    boolean higherIsBetter = oneOf(one, "direction", DIRECTIONS).equals("higher");
    String unit = one.required("unit");
    if (unit.equals(PassFailMetric.UNIT)) {
      throw one.wrong("unit", unit, "take the parser exit-code for runs that pass or fail");
    }
    one.text("description");
    return new Metric(name, unit, higherIsBetter, resolution(one));
  }

  private static @Nullable Double resolution(YamlFields metric) throws Problem {
    Double resolution = metric.number("resolution").map(BigDecimal::doubleValue).orElse(null);
    if (resolution != null && !(resolution > 0 && Double.isFinite(resolution))) {
      throw metric.wrong(
          "resolution",
          metric.required("resolution"),
          "give the step of the metric's values in its unit, greater than 0, such as 0.1");
    }
    return resolution;
  }

  private RecipePlan.Results results(YamlFields fields) throws Problem {
    List<String> known = ResultsParsers.ALL.stream().map(ResultsParser::name).toList();
    ResultsParser parser = ResultsParsers.named(oneOf(fields, "parser", known)).orElseThrow();
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : parser.options()) {
      part(
          true,
          () -> {
            options.put(option, output(fields, option));
            return true;
          });
    }
    end(fields);
    return new RecipePlan.Results(parser.name(), options, List.of());
  }

  private ExpectedDuration takes(YamlFields fields) throws Problem {
    if (!fields.has("duration")) {
      return ExpectedDuration.UNKNOWN;
    }
    YamlFields steps = fields.below("duration");
    var takes =
        new ExpectedDuration(
            duration(steps, "prepare").orElse(null),
            duration(steps, "setup").orElse(null),
            duration(steps, "run").orElse(null));
    end(steps);
    return takes;
  }

  private Optional<Duration> duration(YamlFields fields, String step) {
    return part(
        Optional.<Duration>empty(),
        () ->
            fields.has(step)
                ? Optional.of(fields.duration(step, Duration.ZERO))
                : Optional.empty());
  }

  private static List<String> evidence(YamlFields fields) throws Problem {
    List<String> counters = fields.texts("evidence");
    for (String counter : counters) {
      if (!COUNTER.matcher(counter).matches()) {
        throw fields.problem(
            "evidence",
            "has '" + counter + "', which is no counter",
            "write SOURCE.NAME, such as vmstat.compact_stall");
      }
    }
    return counters;
  }

  private List<Knob> knobs(YamlFields fields, List<Parameter> parameters) throws Problem {
    List<String> named = namesOf(fields, "parameters");
    List<Knob> knobs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlFields one : fields.mappings("knobs")) {
      part(
          true,
          () -> {
            String name = uniqueName(one, names);
            String target = one.required("sets");
            List<String> values = one.texts("values");
            var knob = new Knob(name, target, values, one.required("description"));
            one.end();
            check(one, knob, parameters, named);
            knobs.add(knob);
            return true;
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
          check(one, "values", each, knob.parameterValue(value));
        }
      }
    }
  }

  private List<Mitigation> mitigations(YamlFields fields, List<Knob> knobs) throws Problem {
    List<String> named = namesOf(fields, "knobs");
    List<Mitigation> mitigations = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlFields one : fields.mappings("mitigations")) {
      part(
          true,
          () -> {
            String name = uniqueName(one, names);
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
            return true;
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

  private static String output(YamlFields fields, String field) throws Problem {
    String name = fields.required(field);
    requireInside(fields, field, name);
    return name;
  }

  private static void requireInside(YamlFields fields, String field, String path) throws Problem {
    List<String> steps = Arrays.asList(path.split("/", -1));
    if (steps.contains("..") || steps.contains("") || steps.contains(".")) {
      throw fields.problem(
          field,
          "is '" + path + "', which may lead out of its folder",
          "use a plain relative path, without dots");
    }
  }

  private static String uniqueName(YamlFields fields, Set<String> names) throws Problem {
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

  private static String oneOf(YamlFields fields, String field, List<String> words) throws Problem {
    return fields
        .choice(field, words)
        .orElseThrow(() -> fields.missing(field, "add it: one of " + String.join(", ", words)));
  }

  private static void check(YamlFields fields, String field, Parameter parameter, String value)
      throws Problem {
    try {
      parameter.check(value);
    } catch (Problem e) {
      throw fields.problem(field, "does not fit: " + e.what(), e.nextStep());
    }
  }
}

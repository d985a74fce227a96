package dev.halfspeed.recipe;

import dev.halfspeed.files.NamedFile;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.Recipe.Metric;
import dev.halfspeed.worker.protocol.RecipePlan;
import dev.halfspeed.yaml.YamlFields;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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
  private static final List<String> PGBENCH_METRICS =
      List.of("tps", "latency_mean", "latency_p50", "latency_p95", "latency_p99");
  private static final List<String> PARSERS = List.of("pgbench", "json");
  private static final List<String> DIRECTIONS = List.of("higher", "lower");
  private static final List<String> TYPES =
      Stream.of(Parameter.Type.values()).map(Parameter.Type::word).toList();
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Pattern RECIPE_NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Pattern TOOL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*");

  /** Where a tool that machines have is taken to be. */
  private static final List<String> USUAL_FOLDERS = List.of("/bin", "/usr/bin");

  private final Path folder;
  private final Path file;
  private final Map<String, String> interpreters = new LinkedHashMap<>();

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
    var reader = new RecipeReader(folder);
    try {
      return reader.read();
    } catch (IOException e) {
      throw new Problem(
          "the recipe in " + folder + " cannot be read: " + e.getMessage(),
          "make its files readable for this user",
          e);
    }
  }

  private Recipe read() throws IOException, Problem {
    YamlFields fields =
        YamlFields.parse(
            file.toString(),
            "docs/recipes.md",
            NamedFile.text(file, "recipe", NamedFile.DESCRIPTION_BYTES));
    String name = name(fields);
    String summary = fields.required("summary");
    if (summary.contains("\n")) {
      throw fields.problem("summary", "has more than one line", "put the rest in description");
    }
    String description = fields.text("description").orElse("");
    List<Parameter> parameters = parameters(fields);
    Map<String, Map<String, String>> profiles = profiles(fields, parameters);
    Map<String, String> tools = tools(fields);
    Steps steps = steps(fields.requiredBelow("steps"), tools);
    YamlFields results = fields.requiredBelow("results");
    List<Metric> metrics = metrics(fields, results);
    RecipePlan.Results parser = results(results, metrics);
    fields.end();
    return new Recipe(
        name,
        summary,
        description,
        folder,
        FolderCopy.of(folder).digest(),
        parameters,
        profiles,
        metrics,
        List.copyOf(tools.keySet()),
        steps,
        parser,
        packages(tools),
        interpreters);
  }

  private String name(YamlFields fields) throws Problem {
    String name = fields.required("name");
    if (!RECIPE_NAME.matcher(name).matches()) {
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

  private static List<Parameter> parameters(YamlFields fields) throws Problem {
    List<Parameter> parameters = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlFields one : fields.mappings("parameters")) {
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
      var parameter =
          new Parameter(
              name,
              type,
              one.required("default"),
              one.number("minimum").orElse(null),
              one.number("maximum").orElse(null),
              choices,
              pattern,
              one.required("description"));
      one.end();
      check(one, "default", parameter, parameter.defaultValue());
      parameters.add(parameter);
    }
    return parameters;
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

  private static Map<String, Map<String, String>> profiles(
      YamlFields fields, List<Parameter> parameters) throws Problem {
    List<String> names = parameters.stream().map(Parameter::name).toList();
    Map<String, Map<String, String>> profiles = new LinkedHashMap<>();
    Set<String> profileNames = new HashSet<>();
    for (YamlFields profile : fields.mappings("profiles")) {
      String name = uniqueName(profile, profileNames);
      profile.text("description");
      YamlFields given = profile.requiredBelow("parameters");
      profile.end();
      Map<String, String> values = given.everyText();
      for (Map.Entry<String, String> value : values.entrySet()) {
        int number = names.indexOf(value.getKey());
        if (number < 0) {
          throw given.problem(
              value.getKey(),
              "is no parameter of this recipe",
              NearestName.suggest(value.getKey(), names));
        }
        check(given, value.getKey(), parameters.get(number), value.getValue());
      }
      profiles.put(name, Collections.unmodifiableMap(values));
    }
    return profiles;
  }

  /** The programs that a machine has to have, each with the Debian package that has it, or "". */
  private static Map<String, String> tools(YamlFields fields) throws Problem {
    Map<String, String> tools = new LinkedHashMap<>();
    for (YamlFields tool : fields.mappings("tools")) {
      String name = tool.required("name");
      String debianPackage = tool.text("package").orElse("");
      tool.end();
      if (!TOOL.matcher(name).matches()) {
        throw tool.problem(
            "name", "'" + name + "' is no program's name", "name the program, without its path");
      }
      tools.put(name, debianPackage);
    }
    return tools;
  }

  private static Map<String, String> packages(Map<String, String> tools) {
    Map<String, String> packages = new LinkedHashMap<>(tools);
    packages.values().removeIf(String::isEmpty);
    return packages;
  }

  private Steps steps(YamlFields fields, Map<String, String> tools) throws IOException, Problem {
    String prepare = fields.text("prepare").orElse(null);
    String setup = fields.text("setup").orElse(null);
    String run = fields.required("run");
    String teardown = fields.text("teardown").orElse(null);
    fields.end();
    script(fields, "prepare", prepare, tools);
    script(fields, "setup", setup, tools);
    script(fields, "run", run, tools);
    script(fields, "teardown", teardown, tools);
    return new Steps(prepare, setup, run, teardown);
  }

  /** Checks a step's script; what runs it is a tool that machines have to have. */
  private void script(
      YamlFields fields, String step, @Nullable String script, Map<String, String> tools)
      throws IOException, Problem {
    if (script == null) {
      return;
    }
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

  private static List<Metric> metrics(YamlFields fields, YamlFields results) throws Problem {
    String parser = oneOf(results, "parser", PARSERS);
    List<Metric> metrics = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int defaultMetric = 0;
    for (YamlFields one : fields.mappings("metrics")) {
      String name = uniqueName(one, names);
      if (parser.equals("pgbench") && !PGBENCH_METRICS.contains(name)) {
        throw one.problem(
            "name",
            "'" + name + "' is nothing that the pgbench parser finds",
            NearestName.suggest(name, PGBENCH_METRICS));
      }
      boolean higherIsBetter = oneOf(one, "direction", DIRECTIONS).equals("higher");
      metrics.add(new Metric(name, one.required("unit"), higherIsBetter, resolution(one)));
      one.text("description");
      if (one.flag("default", false)) {
        if (defaultMetric > 0) {
          throw one.problem("default", "is true twice", "leave it at one metric");
        }
        defaultMetric = metrics.size();
      }
      one.end();
    }
    if (metrics.isEmpty()) {
      throw fields.missing("metrics", "list at least one, the one to compare first");
    }
    if (defaultMetric > 0) {
      metrics.addFirst(metrics.remove(defaultMetric - 1));
    }
    return metrics;
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

  private static RecipePlan.Results results(YamlFields fields, List<Metric> metrics)
      throws Problem {
    RecipePlan.Results results =
        fields.required("parser").equals("pgbench")
            ? new RecipePlan.Results.Pgbench(output(fields, "output"), output(fields, "log"))
            : new RecipePlan.Results.Json(
                output(fields, "file"), metrics.stream().map(Metric::name).toList());
    fields.end();
    return results;
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

package dev.halfspeed.recipe;

import dev.halfspeed.files.NamedFile;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.Recipe.Metric;
import dev.halfspeed.worker.protocol.RecipePlan;
import dev.halfspeed.yaml.YamlFields;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one recipe's folder and checks all of it. */
final class RecipeReader {
  /** Stand for what is wrong, until all else is checked. */
  private static final Steps NO_STEPS = new Steps(null, null, "", null);

  private static final RecipePlan.Results NO_RESULTS =
      new RecipePlan.Results("", Map.of(), List.of());

  private static final Pattern RECIPE_NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Pattern COUNTER = Pattern.compile("[a-z]+\\.[A-Za-z0-9_.:-]+");

  private final Path folder;
  private final Path file;
  private final RecipeFaults faults;

  private RecipeReader(Path folder) {
    this.folder = folder;
    file = folder.resolve(RecipeBook.FILE);
    faults = new RecipeFaults(folder);
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
    Optional<Recipe> recipe = reader.faults.part(Optional.empty(), () -> reader.read());
    List<Problem> all = reader.faults.all();
    return new CheckedRecipe(all.isEmpty() ? recipe : Optional.empty(), all);
  }

  /** Whether a recipe can have this name. */
  static boolean isName(String name) {
    return RECIPE_NAME.matcher(name).matches();
  }

  private Optional<Recipe> read() throws IOException, Problem {
    YamlFields fields =
        YamlFields.parse(
            file.toString(),
            "docs/recipes.md",
            NamedFile.text(file, "recipe", NamedFile.DESCRIPTION_BYTES));
    var parameterReader = new ParameterReader(faults);
    var stepReader = new StepReader(folder, faults);
    var metricReader = new MetricReader(faults);
    var knobReader = new KnobReader(faults);
    String name = faults.part("", () -> name(fields));
    String summary = faults.part("", () -> summary(fields));
    String description = faults.part("", () -> fields.text("description").orElse(""));
    List<Parameter> parameters = faults.part(List.of(), () -> parameterReader.parameters(fields));
    Map<String, Map<String, String>> profiles =
        faults.part(Map.of(), () -> parameterReader.profiles(fields, parameters));
    Map<String, String> tools = faults.part(new LinkedHashMap<>(), () -> stepReader.tools(fields));
    Steps steps =
        faults.part(NO_STEPS, () -> stepReader.steps(fields.requiredBelow("steps"), tools));
    RecipePlan.Results results =
        faults.part(NO_RESULTS, () -> metricReader.results(fields.requiredBelow("results")));
    List<Metric> metrics =
        faults.part(List.of(), () -> metricReader.metrics(fields, results.parser()));
    ExpectedDuration takes = faults.part(ExpectedDuration.UNKNOWN, () -> takes(fields));
    List<String> evidence = faults.part(List.of(), () -> evidence(fields));
    List<Knob> knobs = faults.part(List.of(), () -> knobReader.knobs(fields, parameters));
    List<Mitigation> mitigations =
        faults.part(List.of(), () -> knobReader.mitigations(fields, knobs));
    faults.end(fields);
    String digest = faults.part("", () -> FolderCopy.of(folder).digest());
    return faults.all().isEmpty()
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
                stepReader.interpreters(),
                takes,
                evidence,
                knobs,
                mitigations))
        : Optional.empty();
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

  private static Map<String, String> packages(Map<String, String> tools) {
    Map<String, String> packages = new LinkedHashMap<>(tools);
    packages.values().removeIf(String::isEmpty);
    return packages;
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
    faults.end(steps);
    return takes;
  }

  private Optional<Duration> duration(YamlFields fields, String step) {
    return faults.part(
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
}

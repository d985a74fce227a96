package dev.halfspeed.recipe;

import dev.halfspeed.core.PassFailMetric;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.Recipe.Metric;
import dev.halfspeed.worker.protocol.RecipePlan;
import dev.halfspeed.worker.results.ResultsParser;
import dev.halfspeed.worker.results.ResultsParsers;
import dev.halfspeed.yaml.YamlFields;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a recipe measures, and which parser finds it in what its steps leave. */
final class MetricReader {
  private static final List<String> DIRECTIONS = List.of("higher", "lower");

  private final RecipeFaults faults;

  MetricReader(RecipeFaults faults) {
    this.faults = faults;
  }

  List<Metric> metrics(YamlFields fields, String parserName) throws Problem {
    Optional<ResultsParser> parser = ResultsParsers.named(parserName);
    boolean isPassOrFail = parser.map(ResultsParser::isPassOrFail).orElse(false);
    if (isPassOrFail && fields.has("metrics")) {
      throw fields.problem(
          "metrics",
          "does not belong to the parser " + parserName + ", which finds its own",
          "leave it out");
    }
    if (isPassOrFail) {
      return List.of(
          new Metric(parser.orElseThrow().metrics().getFirst(), PassFailMetric.UNIT, true, null));
    }
    List<Metric> metrics = new ArrayList<>();
    Set<String> names = new HashSet<>();
    var deciding = new ArrayList<Metric>();
    List<YamlFields> all = fields.mappings("metrics");
    for (YamlFields one : all) {
      faults.check(() -> {
        Metric metric = metric(one, names, parser);
        if (one.flag("default", false)) {
          if (!deciding.isEmpty()) {
            throw one.problem("default", "is true twice", "leave it at one metric");
          }
          deciding.add(metric);
        }
        one.end();
        metrics.add(metric);
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
    String name = RecipeFields.uniqueName(one, names);
    List<String> found = parser.map(ResultsParser::metrics).orElse(List.of());
    if (!found.isEmpty() && !found.contains(name)) {
      throw one.problem(
          "name",
          "'%s' is nothing that the %s parser finds".formatted(name, parser.orElseThrow().name()),
          NearestName.suggest(name, found));
    }
    boolean higherIsBetter = RecipeFields.oneOf(one, "direction", DIRECTIONS).equals("higher");
    String unit = one.required("unit");
    if (PassFailMetric.isUnit(unit)) {
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

  RecipePlan.Results results(YamlFields fields) throws Problem {
    List<String> known = ResultsParsers.ALL.stream().map(ResultsParser::name).toList();
    ResultsParser parser =
        ResultsParsers.named(RecipeFields.oneOf(fields, "parser", known)).orElseThrow();
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : parser.options()) {
      faults.check(() -> {
        options.put(option, output(fields, option));
      });
    }
    faults.end(fields);
    return new RecipePlan.Results(parser.name(), options, List.of());
  }

  private static String output(YamlFields fields, String field) throws Problem {
    String name = fields.required(field);
    RecipeFields.requireInside(fields, field, name);
    return name;
  }
}

package dev.halfspeed.benchmark.report;

import dev.halfspeed.benchmark.lab.Trial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The results for programs: one object for each scenario and contestant, then one for each
 * contestant over all scenarios.
 */
public final class ResultJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ResultJson() {}

  public static String text(List<ScenarioResult> results) {
    return JSON.writeValueAsString(
        Stream.concat(results.stream().map(ResultJson::object), together(results).stream())
            .toList());
  }

  private static Map<String, @Nullable Object> object(ScenarioResult result) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("scenario", result.scenario().name());
    object.put("contestant", result.contestant());
    if (!result.variant().isEmpty()) {
      object.put("variant", result.variant());
    }
    object.put("seeds", result.trials().size());
    object.put("first_seed", result.trials().getFirst().seed());
    object.put("confidence", result.scenario().confidence());
    object.put("right", finite(result.right().value()));
    object.put("right_95", List.of(result.right().low(), result.right().high()));
    object.put("right_after_proof", finite(result.rightAfterProof().value()));
    object.put("all_named", finite(result.allNamed().value()));
    object.put("contained", finite(result.contained().value()));
    object.put("suspects", spread(result.suspects(), 0.5, 0.95, true));
    object.put("accused_innocent", finite(result.accusedInnocent().value()));
    object.put("boots", finite(result.boots().mean()));
    object.put(
        "boots_calibration", finite(result.of(trial -> trial.toAnswer().calibration()).mean()));
    object.put("boots_search", finite(result.of(trial -> trial.toAnswer().search()).mean()));
    object.put("boots_proof", finite(result.of(trial -> trial.toEnd().proof()).mean()));
    object.put("runs_per_boot", finite(result.runsPerBoot()));
    object.put("builds", finite(result.of(trial -> trial.toAnswer().builds()).mean()));
    object.put("machine_hours", finite(result.of(trial -> trial.toAnswer().machineHours()).mean()));
    object.put("makespan_hours", spread(result.makespan(), 0.5, 0.95, true));
    object.put(
        "hours_with_proof", spread(result.of(trial -> trial.toEnd().hours()), 0.5, 0.95, true));
    object.put("over_limit", finite(result.overLimit()));
    object.put("search_over_limit", finite(result.searchOverLimit()));
    object.put("over_wall_limit", finite(result.overWallLimit()));
    object.put("decision_ms", spread(result.decisionMillis(), 0.5, 0.99, false));
    object.put("endings", result.endings());
    object.put("reliability", reliability(List.of(result)));
    object.put("named", Reliability.named(List.of(result)).map(ResultJson::stated).orElse(null));
    object.put("missed", missed(result));
    object.put("errors", errors(result));
    return object;
  }

  private static Map<String, @Nullable Object> spread(
      SampleSummary spread, double middle, double high, boolean mean) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    if (mean) {
      object.put("mean", finite(spread.mean()));
    }
    object.put("p50", finite(spread.quantile(middle)));
    object.put("p" + Math.round(100 * high), finite(spread.quantile(high)));
    return object;
  }

  /** Each contestant over all scenarios, where there are several. */
  private static List<Map<String, @Nullable Object>> together(List<ScenarioResult> results) {
    var objects = new ArrayList<Map<String, @Nullable Object>>();
    if (results.stream().map(ScenarioResult::scenario).distinct().count() > 1) {
      for (String contestant :
          results.stream().map(ScenarioResult::contestant).distinct().toList()) {
        List<ScenarioResult> judged = Reliability.judged(results, contestant);
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("scenario", "all");
        object.put("contestant", contestant);
        object.put("scenarios", judged.size());
        object.put("reliability", reliability(judged));
        objects.add(object);
      }
    }
    return objects;
  }

  private static @Nullable Map<String, @Nullable Object> reliability(List<ScenarioResult> results) {
    return Reliability.overall(results)
        .map(all -> {
          Map<String, @Nullable Object> object = stated(all);
          object.put(
              "bins",
              Reliability.bins(results).stream()
                  .map(bin -> {
                    Map<String, @Nullable Object> part = new LinkedHashMap<>();
                    part.put("from", bin.from());
                    part.put("to", bin.to());
                    part.putAll(stated(bin));
                    return part;
                  })
                  .toList());
          return object;
        })
        .orElse(null);
  }

  private static Map<String, @Nullable Object> stated(Reliability bin) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("answers", bin.right().trials());
    object.put("stated", bin.stated());
    object.put("right", bin.right().value());
    object.put("right_95", List.of(bin.right().low(), bin.right().high()));
    return object;
  }

  /** The worlds whose end was not right, to be played again. */
  private static List<Map<String, Object>> missed(ScenarioResult result) {
    return result.trials().stream()
        .filter(trial -> !trial.rightAfterProof())
        .map(trial -> Map.<String, Object>of("seed", trial.seed(), "ending", trial.ending()))
        .toList();
  }

  private static List<Map<String, @Nullable Object>> errors(ScenarioResult result) {
    var errors = new ArrayList<Map<String, @Nullable Object>>();
    for (Trial trial : result.errors()) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      object.put("seed", trial.seed());
      object.put("error", trial.error().orElse(""));
      errors.add(Collections.unmodifiableMap(object));
    }
    return errors;
  }

  /** JSON knows no other numbers. */
  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}

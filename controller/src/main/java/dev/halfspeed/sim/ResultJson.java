package dev.halfspeed.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The results for programs: one object for each scenario and contestant. */
final class ResultJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ResultJson() {}

  static String text(List<Result> results) {
    return JSON.writeValueAsString(results.stream().map(ResultJson::object).toList());
  }

  private static Map<String, @Nullable Object> object(Result result) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("scenario", result.scenario().name());
    object.put("contestant", result.contestant());
    if (!result.variant().isEmpty()) {
      object.put("variant", result.variant());
    }
    object.put("seeds", result.trials().size());
    object.put("first_seed", result.trials().getFirst().seed());
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
    object.put("reliability", reliability(result));
    object.put("errors", errors(result));
    return object;
  }

  private static Map<String, @Nullable Object> spread(
      Spread spread, double middle, double high, boolean mean) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    if (mean) {
      object.put("mean", finite(spread.mean()));
    }
    object.put("p50", finite(spread.quantile(middle)));
    object.put("p" + Math.round(100 * high), finite(spread.quantile(high)));
    return object;
  }

  private static List<Map<String, @Nullable Object>> reliability(Result result) {
    var bins = new ArrayList<Map<String, @Nullable Object>>();
    for (Reliability bin : Reliability.of(List.of(result))) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      object.put("stated", bin.stated());
      object.put("right", bin.right().value());
      object.put("answers", bin.right().trials());
      bins.add(object);
    }
    return bins;
  }

  private static List<Map<String, @Nullable Object>> errors(Result result) {
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

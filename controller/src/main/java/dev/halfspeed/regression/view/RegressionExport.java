package dev.halfspeed.regression.view;

import dev.halfspeed.core.ContentDigest;
import dev.halfspeed.regression.lifecycle.State;
import dev.halfspeed.report.StatusBadge;
import dev.halfspeed.report.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** Regressions for other programs: a table, KernelCI's form, and a badge. */
public final class RegressionExport {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String ORIGIN = "halfspeed";
  private static final int DIGITS = 12;

  /** What a cell begins with that spreadsheets take for a formula. */
  private static final String FORMULA = "=+-@\t\r\n";

  private static final Pattern NUMBER = Pattern.compile("-[0-9]+(\\.[0-9]+)?(E-?[0-9]+)?");

  private RegressionExport() {}

  /** One line a regression, with a heading. */
  public static String csv(List<RegressionView> regressions) {
    return Stream.concat(
            Stream.of(
                "id,state,detected_at,since,recipe,metric,change,culprit,subject,fix,alarms,why"),
            regressions.stream().map(RegressionExport::line))
        .collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  private static String line(RegressionView regression) {
    RegressionView.Alarm alarm =
        regression.alarms().isEmpty() ? null : regression.alarms().getFirst();
    return Stream.of(
            regression.id(),
            regression.state(),
            regression.detectedAt().toString(),
            regression.since().toString(),
            alarm == null ? "" : alarm.recipe(),
            alarm == null ? "" : alarm.metric(),
            regression.change() != null
                ? String.valueOf(regression.change().fraction())
                : alarm == null ? "" : String.valueOf(alarm.change()),
            regression.culprit() == null ? "" : regression.culprit().id(),
            regression.culprit() == null ? "" : regression.culprit().subject(),
            regression.fix() == null ? "" : regression.fix().id(),
            String.valueOf(regression.alarms().size()),
            regression.why())
        .map(RegressionExport::cell)
        .collect(Collectors.joining(","));
  }

  /** A spreadsheet must not take a subject line for a formula. */
  private static String cell(String value) {
    boolean isFormula = !value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0;
    String safe = isFormula && !NUMBER.matcher(value).matches() ? "'" + value : value;
    return safe.matches("(?s).*[\",\\r\\n].*") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
  }

  /**
   * The form of KernelCI's database (KCIDB): an issue for each culprit, an incident for each alarm
   * that it explains. Checkouts, builds and tests are left out.
   */
  public static String kcidb(List<RegressionView> regressions) {
    var issues = new ArrayList<Map<String, Object>>();
    var incidents = new ArrayList<Map<String, Object>>();
    for (RegressionView regression : regressions) {
      RegressionView.Commit culprit = regression.culprit();
      if (culprit == null || regression.state().equals(State.RETRACTED.words())) {
        continue;
      }
      String id = ORIGIN + ":" + regression.id();
      var issue = new LinkedHashMap<String, Object>();
      issue.put("id", id);
      issue.put("version", 1);
      issue.put("origin", ORIGIN);
      issue.put("comment", "[PERF] " + culprit.subject());
      issue.put("culprit", Map.of("code", true, "tool", false, "harness", false));
      issue.put(
          "misc",
          Map.of("commit", culprit.id(), "state", regression.state(), "proof", culprit.proof()));
      issues.add(issue);
      for (RegressionView.Alarm alarm : regression.alarms()) {
        var incident = new LinkedHashMap<String, Object>();
        // Of the alarm, not of its place: the same incident has the same id in every answer.
        incident.put("id", id + "-" + ContentDigest.of(List.of(alarm.key())).substring(0, DIGITS));
        incident.put("origin", ORIGIN);
        incident.put("issue_id", id);
        incident.put("issue_version", 1);
        incident.put("present", true);
        incident.put(
            "misc",
            Map.of(
                "recipe", alarm.recipe(),
                "metric", alarm.metric(),
                "change", alarm.change(),
                "good", alarm.good(),
                "bad", alarm.bad()));
        incidents.add(incident);
      }
    }
    var document = new LinkedHashMap<String, Object>();
    document.put("version", Map.of("major", 5, "minor", 3));
    document.put("issues", issues);
    document.put("incidents", incidents);
    return MAPPER.writeValueAsString(document);
  }

  /** How many regressions are open, as a picture for a page. */
  public static String badge(List<RegressionView> regressions) {
    long open =
        regressions.stream()
            .filter(regression ->
                Stream.of(State.CULPRIT_KNOWN, State.VERIFYING_THE_FIX, State.WITHOUT_A_CULPRIT)
                    .anyMatch(state -> state.words().equals(regression.state())))
            .count();
    String words = open == 0 ? "no regression" : Words.count(open, "regression");
    return StatusBadge.of(words, open == 0 ? StatusBadge.Colour.GOOD : StatusBadge.Colour.BAD);
  }
}

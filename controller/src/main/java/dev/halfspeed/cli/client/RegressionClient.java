package dev.halfspeed.cli.client;

import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.view.RegressionView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Alarms, the regressions made of them, and the notices sent of these. */
public final class RegressionClient {
  private final ApiCalls calls;

  RegressionClient(ApiCalls calls) {
    this.calls = calls;
  }

  /** All regressions, the newest first. */
  public List<RegressionView> regressions() throws Problem {
    return calls.all("/api/v1/regressions", RegressionView.class);
  }

  /** One regression by its id or the beginning of it. */
  public RegressionView regression(String id) throws Problem {
    return ApiCalls.read(
        calls.get("/api/v1/regressions/" + ApiCalls.encode(id)), RegressionView.class);
  }

  /**
   * What a person decides about a regression.
   *
   * @param what ignore, retract or blame
   * @param by who decides; absent: whom the controller knows
   * @param commit the culprit to blame; absent otherwise
   */
  public RegressionView decide(
      String id, String what, @Nullable String by, String reason, @Nullable String commit)
      throws Problem {
    Map<String, String> body = new HashMap<>(Map.of("reason", reason));
    if (by != null) {
      body.put("by", by);
    }
    if (commit != null) {
      body.put("commit", commit);
    }
    return ApiCalls.read(
        calls.post("/api/v1/regressions/" + ApiCalls.encode(id) + "/" + what, body),
        RegressionView.class);
  }

  /**
   * A person says between which commits a regression lies.
   *
   * @param good revision without the change; absent: the one that it has
   * @param bad revision with it; absent likewise
   * @param by who says so; absent: whom the controller knows
   */
  public RegressionView move(
      String id, @Nullable String good, @Nullable String bad, @Nullable String by, String reason)
      throws Problem {
    Map<String, String> body = new HashMap<>(Map.of("reason", reason));
    if (by != null) {
      body.put("by", by);
    }
    if (good != null) {
      body.put("good", good);
    }
    if (bad != null) {
      body.put("bad", bad);
    }
    return ApiCalls.read(
        calls.post("/api/v1/regressions/" + ApiCalls.encode(id) + "/move", body),
        RegressionView.class);
  }

  /** All notices, the newest first. */
  public List<RegressionView.Notice> notices() throws Problem {
    return calls.all("/api/v1/notices", RegressionView.Notice.class);
  }

  /**
   * Raises an alarm.
   *
   * @param alarm as JSON
   * @return whether it is new
   */
  public boolean raise(String alarm) throws Problem {
    return ApiCalls.JSON
        .readTree(calls.accepted(calls.once("/api/v1/alarms", ApiCalls.JSON.readTree(alarm))))
        .path("new")
        .asBoolean();
  }

  /** The JSON objects of a text that is one of them, or a list. */
  public static List<String> objects(String text, String where) throws Problem {
    try {
      JsonNode tree = ApiCalls.JSON.readTree(text);
      if (tree.isObject()) {
        return List.of(tree.toString());
      }
      if (tree.isArray()) {
        return tree.valueStream().map(JsonNode::toString).toList();
      }
    } catch (JacksonException e) {
      throw new Problem(
          where + " is not JSON: " + Text.fit(String.valueOf(e.getMessage()), 200),
          "docs/alarms.md describes what it should be.",
          e);
    }
    throw new Problem(
        where + " is neither a JSON object nor a list of them",
        "docs/alarms.md describes what it should be.");
  }
}

package dev.halfspeed.cli.option;

import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.watch.WatchRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A recipe with its parameters, in one word: RECIPE[,KEY=VALUE...]. */
public final class WorkloadWord {
  private static final String PARAMETER = "param.";
  private static final int SHOWN = 60;

  private WorkloadWord() {}

  /** Reads it. */
  public static WatchRequest.Workload parse(String word, Shell shell) throws Problem {
    List<String> parts = CommaWords.split(word, WorkloadWord::isKey);
    String recipe = parts.getFirst();
    if (recipe.isBlank()) {
      throw new Problem(
          "--also \"" + Text.fit(word, SHOWN) + "\" has no recipe.",
          "Write: --also RECIPE[,KEY=VALUE...]");
    }
    @Nullable String profile = null;
    Map<String, String> parameters = new LinkedHashMap<>();
    List<String> metrics = new ArrayList<>();
    for (String part : parts.subList(1, parts.size())) {
      int end = part.indexOf('=');
      String key = end < 0 ? part : part.substring(0, end);
      String value = end < 0 ? "" : part.substring(end + 1);
      if (value.isBlank()) {
        throw new Problem(
            "--also \"%s\" has \"%s\", which is not KEY=VALUE."
                .formatted(Text.fit(word, SHOWN), Text.fit(part, SHOWN)),
            "Write profile=NAME, param.NAME=VALUE or metric=NAME");
      }
      if (key.equals("profile")) {
        profile = value;
      } else if (key.equals("metric")) {
        metrics.add(value);
      } else if (key.startsWith(PARAMETER) && key.length() > PARAMETER.length()) {
        parameters.put(key.substring(PARAMETER.length()), value);
      } else {
        throw new Problem(
            "--also \"%s\" has the key \"%s\", which is not known."
                .formatted(Text.fit(word, SHOWN), Text.fit(key, SHOWN)),
            "Keys are profile, metric and param.NAME");
      }
    }
    return new WatchRequest.Workload(
        recipe.contains("/") || recipe.startsWith(".") ? shell.resolve(recipe).toString() : recipe,
        profile,
        parameters,
        metrics);
  }

  private static boolean isKey(String word) {
    return word.equals("profile") || word.equals("metric") || word.startsWith(PARAMETER);
  }
}

package dev.halfspeed.campaign;

import dev.halfspeed.lab.RecipeTools;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.report.view.CampaignOrigin;
import dev.halfspeed.worker.protocol.Job;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks the parts that requests of several kinds have. Each refuses what is not as it must be. */
public final class RequestParts {
  public static final int MOST_BOOTS = 100_000;
  public static final int MOST_RUNS = 1000;

  private static final int MOST_HOURS = 1_000_000;

  /** The confidence of a campaign whose request does not say. */
  public static final double USUAL_CONFIDENCE = 0.99;

  /** The budget in measured boots of a campaign whose request does not say. */
  public static final int USUAL_BOOTS = 200;

  private static final String GUEST_FRAGMENT = "qemu-guest.config";

  private RequestParts() {}

  /** What a recipe needs on machines. */
  public static RecipeTools tools(Recipe recipe) {
    return new RecipeTools(recipe.tools(), recipe.packages());
  }

  public static List<String> fragments(List<String> files) throws Problem {
    List<String> fragments = new ArrayList<>();
    for (String file : files) {
      fragments.add(ConfigText.read(file, "config fragment"));
    }
    fragments.add(guestFragment());
    return List.copyOf(fragments);
  }

  public static void checkConfidence(double confidence) throws Problem {
    if (!(confidence > 0.5 && confidence < 1)) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "confidence " + confidence + " is not between 0.5 and 1",
          "ask for a probability such as --confidence 0.99");
    }
  }

  public static void checkPriority(@Nullable Integer priority) throws Problem {
    if (priority != null && !CampaignOrigin.isOfPeople(priority)) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "a priority of " + priority,
          "give --priority from -%d to %d; 0 is usual"
              .formatted(CampaignOrigin.HIGHEST_PRIORITY, CampaignOrigin.HIGHEST_PRIORITY));
    }
  }

  public static void checkBoots(int boots) throws Problem {
    if (boots < 1) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "a budget of " + boots + " boots",
          "give --max-boots at least 1; a bisection of 64 commits takes about 20");
    }
    if (boots > MOST_BOOTS) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "a budget of " + boots + " boots",
          "give --max-boots at most " + MOST_BOOTS);
    }
  }

  /** Checks a limit of time on machines. */
  public static void checkMachineHours(@Nullable Double hours) throws Problem {
    if (hours != null && !(hours * 3600 >= 1 && hours <= MOST_HOURS)) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "a budget of " + hours + " machine hours",
          "give --max-machine-hours above 0 and at most %,d, or leave it out"
              .formatted(MOST_HOURS));
    }
  }

  public static void checkRuns(int runs, int least) throws Problem {
    if (runs < least || runs > MOST_RUNS) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          runs + " runs per boot",
          "give --runs from 1 to " + MOST_RUNS + ", or leave it out");
    }
  }

  public static Recipe.Metric metric(Recipe recipe, @Nullable String wanted) throws Problem {
    if (wanted == null) {
      return recipe.metrics().getFirst();
    }
    return recipe.metrics().stream()
        .filter(metric -> metric.name().equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                ProblemCode.UNKNOWN,
                "recipe " + recipe.name() + " has no metric \"" + wanted + "\"",
                "choose one of: "
                    + recipe.metrics().stream()
                        .map(Recipe.Metric::name)
                        .collect(Collectors.joining(", "))));
  }

  /** Whether a configuration is one of the kernel's own make targets, not a file. */
  public static boolean isMakeTarget(String base) {
    return base.matches("([a-z0-9][a-z0-9_.-]*)?config");
  }

  /** A path is a file; anything else must look like one of the kernel's own make targets. */
  public static Job.ConfigBase configBase(String base) throws Problem {
    if (isMakeTarget(base)) {
      return new Job.ConfigBase.MakeTarget(base);
    }
    return new Job.ConfigBase.ConfigText(ConfigText.read(base, "config"));
  }

  /** What every QEMU guest needs, whatever the user's configuration says. */
  private static String guestFragment() {
    try (InputStream fragment = RequestParts.class.getResourceAsStream(GUEST_FRAGMENT)) {
      return new String(
          Objects.requireNonNull(fragment, GUEST_FRAGMENT).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  public static String configWords(String base, List<String> fragments) {
    var parts = new ArrayList<String>();
    parts.add(base);
    parts.addAll(fragments);
    parts.add(GUEST_FRAGMENT);
    return String.join("+", parts);
  }
}

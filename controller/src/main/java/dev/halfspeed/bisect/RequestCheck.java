package dev.halfspeed.bisect;

import dev.halfspeed.core.ContentDigest;
import dev.halfspeed.files.NamedFile;
import dev.halfspeed.health.AaTest;
import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.CommitRange;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.history.RangeOptions;
import dev.halfspeed.history.Snapshots;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.Words;
import dev.halfspeed.search.Sought;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks a request whole, before anything is started: what can be known from files first, since
 * that is quick, then the machines.
 */
final class RequestCheck {
  private static final String GUEST_FRAGMENT = "qemu-guest.config";
  private static final int MOST_BOOTS = 100_000;
  private static final int MOST_RUNS = 1000;

  private final RecipeBook recipes;
  private final Stations stations;

  RequestCheck(RecipeBook recipes, Stations stations) {
    this.recipes = recipes;
    this.stations = stations;
  }

  /**
   * Checks.
   *
   * @throws Problem the first thing that is not as it must be
   */
  CheckedRequest check(BisectionRequest request) throws Problem {
    return check(request, recipe -> stations.open(request.lab(), recipe.tools()));
  }

  /**
   * Checks what was checked before, but not whether its machines are up: they may come back.
   *
   * @throws Problem the first thing that is not as it must be
   */
  CheckedRequest checkAgain(BisectionRequest request) throws Problem {
    return check(request, recipe -> stations.known(request.lab()));
  }

  private interface Machines {
    List<Station> of(Recipe recipe) throws Problem;
  }

  private CheckedRequest check(BisectionRequest request, Machines machines) throws Problem {
    CheckedFiles files = files(request);
    try {
      List<Station> found = machines.of(files.recipe());
      return new CheckedRequest(
          request,
          files.history(),
          files.range(),
          files.recipe(),
          files.plan(),
          files.configBase(),
          files.configFragments(),
          found,
          new Resolved(
              Resolved.VERSION,
              commit(files.good()),
              commit(files.goodEnd()),
              commit(files.bad()),
              files.range().size(),
              files.recipe().name(),
              files.parameters(),
              files.metric().name(),
              files.metric().unit(),
              files.metric().higherIsBetter(),
              files.configWords(),
              settings(files.plan(), files.configBase(), files.configFragments(), found),
              found.stream().map(Station::name).toList(),
              Map.of(),
              List.of(),
              files.sought(),
              files.metric().resolution()));
    } catch (Problem | RuntimeException refused) {
      files.close();
      throw refused;
    }
  }

  /**
   * Checks what can be known without a machine.
   *
   * @throws Problem the first thing that is not as it must be
   */
  CheckedFiles files(BisectionRequest request) throws Problem {
    checkNumbers(request);
    Sought sought = sought(request.find());
    Recipe recipe = recipes.find(request.recipe());
    Map<String, String> parameters = recipe.resolve(request.profile(), request.parameters());
    RecipePlan plan = recipe.plan(parameters);
    Recipe.Metric metric = metric(recipe, request.metric());
    KernelHistory history = KernelHistory.open(NamedFile.path(request.repository(), "repository"));
    try {
      CommitInfo good = history.resolve(request.good());
      CommitInfo bad = history.resolve(request.bad());
      history.requireKernel(good);
      history.requireKernel(bad);
      CommitRange range =
          history.range(good, bad, new RangeOptions(request.firstParent(), request.paths()));
      Job.ConfigBase base = configBase(request.configBase());
      List<String> fragments = fragments(request.configFragments());
      return new CheckedFiles(
          request,
          history,
          good,
          goodEnd(history, range, good),
          bad,
          range,
          recipe,
          parameters,
          plan,
          metric,
          sought,
          base,
          fragments,
          configWords(request.configBase(), request.configFragments()));
    } catch (Problem | RuntimeException refused) {
      history.close();
      throw refused;
    }
  }

  /**
   * Checks what is asked for a check of machines, and makes the commit ready to be sent.
   *
   * @param snapshots our own repository for such commits
   * @throws Problem the first thing that is not as it must be
   */
  KnownGood knownGood(CheckRequest request, Path snapshots) throws Problem {
    if (request.boots() < AaTest.LEAST_BOOTS
        || request.boots() > MOST_BOOTS
        || request.runs() < 1
        || request.runs() > MOST_RUNS) {
      throw new Problem(
          "a check of "
              + Words.count(request.boots(), "boot")
              + " with "
              + Words.count(request.runs(), "run")
              + " each",
          "boot from %d to %d times, with 1 to %d runs"
              .formatted(AaTest.LEAST_BOOTS, MOST_BOOTS, MOST_RUNS));
    }
    Recipe recipe = recipes.find(request.recipe());
    RecipePlan plan = recipe.plan(recipe.resolve(request.profile(), request.parameters()));
    Recipe.Metric metric = metric(recipe, request.metric());
    try (KernelHistory history =
        KernelHistory.open(NamedFile.path(request.repository(), "repository"))) {
      CommitInfo good = history.resolve(request.good());
      history.requireKernel(good);
      try (Snapshots made = Snapshots.open(snapshots, history)) {
        return new KnownGood(
            commit(good),
            made.snapshot(good.id()),
            made.repository(),
            recipe,
            plan,
            metric,
            configBase(request.configBase()),
            fragments(request.configFragments()),
            configWords(request.configBase(), request.configFragments()));
      }
    }
  }

  static List<String> fragments(List<String> files) throws Problem {
    List<String> fragments = new ArrayList<>();
    for (String file : files) {
      fragments.add(ConfigText.read(file, "config fragment"));
    }
    fragments.add(guestFragment());
    return List.copyOf(fragments);
  }

  private static Sought sought(String word) throws Problem {
    return Stream.of(Sought.values())
        .filter(sought -> sought.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                "find \"" + Printable.line(word, 80) + "\" is neither regression nor improvement",
                "ask for --find regression where the metric became worse from good to bad, or"
                    + " --find improvement where it became better"));
  }

  private static void checkNumbers(BisectionRequest request) throws Problem {
    checkConfidence(request.confidence());
    checkPriority(request.priority());
    checkBoots(request.maximumBoots());
    checkRuns(request.runs(), 0);
  }

  static void checkConfidence(double confidence) throws Problem {
    if (!(confidence > 0.5 && confidence < 1)) {
      throw new Problem(
          "confidence " + confidence + " is not between 0.5 and 1",
          "ask for a probability such as --confidence 0.99");
    }
  }

  static void checkPriority(@Nullable Integer priority) throws Problem {
    if (priority != null && Math.abs(priority) > BisectionRequest.HIGHEST_PRIORITY) {
      throw new Problem(
          "a priority of " + priority,
          "give --priority from -%d to %d; 0 is usual"
              .formatted(BisectionRequest.HIGHEST_PRIORITY, BisectionRequest.HIGHEST_PRIORITY));
    }
  }

  static void checkBoots(int boots) throws Problem {
    if (boots < 1) {
      throw new Problem(
          "a budget of " + boots + " boots",
          "give --max-boots at least 1; a bisection of 64 commits takes about 20");
    }
    if (boots > MOST_BOOTS) {
      throw new Problem(
          "a budget of " + boots + " boots", "give --max-boots at most " + MOST_BOOTS);
    }
  }

  static void checkRuns(int runs, int least) throws Problem {
    if (runs < least || runs > MOST_RUNS) {
      throw new Problem(
          runs + " runs per boot", "give --runs from 1 to " + MOST_RUNS + ", or leave it out");
    }
  }

  static Recipe.Metric metric(Recipe recipe, @Nullable String wanted) throws Problem {
    if (wanted == null) {
      return recipe.metrics().getFirst();
    }
    return recipe.metrics().stream()
        .filter(metric -> metric.name().equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                "recipe " + recipe.name() + " has no metric \"" + wanted + "\"",
                "choose one of: "
                    + recipe.metrics().stream()
                        .map(Recipe.Metric::name)
                        .collect(Collectors.joining(", "))));
  }

  /** A path is a file; anything else must look like one of the kernel's own make targets. */
  static Job.ConfigBase configBase(String base) throws Problem {
    if (base.matches("[a-z0-9_.-]*config")) {
      return new Job.ConfigBase.MakeTarget(base);
    }
    return new Job.ConfigBase.ConfigText(ConfigText.read(base, "config"));
  }

  private static String settings(
      RecipePlan plan, Job.ConfigBase base, List<String> fragments, List<Station> stations) {
    var parts = new ArrayList<String>();
    parts.add(plan.digest());
    new TreeMap<>(plan.parameters()).forEach((name, value) -> parts.add(name + "=" + value));
    parts.add(base.toString());
    parts.addAll(fragments);
    stations.forEach(station -> parts.add(station.name() + ": " + station.toolchain()));
    return ContentDigest.of(parts);
  }

  /** What every QEMU guest needs, whatever the user's configuration says. */
  private static String guestFragment() {
    try (InputStream fragment = RequestCheck.class.getResourceAsStream(GUEST_FRAGMENT)) {
      return new String(
          Objects.requireNonNull(fragment, GUEST_FRAGMENT).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static String configWords(String base, List<String> fragments) {
    var parts = new ArrayList<String>();
    parts.add(base);
    parts.addAll(fragments);
    parts.add(GUEST_FRAGMENT);
    return String.join("+", parts);
  }

  /**
   * Where good is no ancestor of bad, the one merge base stands in for it: the commits of the range
   * all come after it, so it is free of their changes, and unlike good it has nothing else that bad
   * lacks.
   */
  private static CommitInfo goodEnd(KernelHistory history, CommitRange range, CommitInfo good) {
    return range.goodIsAncestor() || range.mergeBases().size() != 1
        ? good
        : history.commit(range.mergeBases().getFirst());
  }

  private static Resolved.Commit commit(CommitInfo info) {
    return new Resolved.Commit(info.id(), info.subject());
  }
}

package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.campaign.RequestParts;
import dev.halfspeed.campaign.SharedSettings;
import dev.halfspeed.files.NamedFile;
import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.CommitRange;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.history.RangeOptions;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.report.Printable;
import dev.halfspeed.search.Sought;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Checks a request whole, before anything is started: what can be known from files first, since
 * that is quick, then the machines.
 */
public final class RequestCheck {

  private final RecipeBook recipes;
  private final MachineRegistry stations;

  public RequestCheck(RecipeBook recipes, MachineRegistry stations) {
    this.recipes = recipes;
    this.stations = stations;
  }

  /**
   * Checks.
   *
   * @throws Problem the first thing that is not as it must be
   */
  CheckedRequest check(BisectionRequest request) throws Problem {
    return check(request, recipe -> stations.open(request.lab(), RequestParts.tools(recipe)));
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
    List<ConnectedMachine> of(Recipe recipe) throws Problem;
  }

  private CheckedRequest check(BisectionRequest request, Machines machines) throws Problem {
    CheckedFiles files = files(request);
    try {
      List<ConnectedMachine> found = machines.of(files.recipe());
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
              SharedSettings.digest(
                  files.plan(), files.configBase(), files.configFragments(), found),
              found.stream().map(ConnectedMachine::name).toList(),
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
    Recipe.Metric metric = RequestParts.metric(recipe, request.metric());
    KernelHistory history = KernelHistory.open(NamedFile.path(request.repository(), "repository"));
    try {
      CommitInfo good = history.resolve(request.good());
      CommitInfo bad = history.resolve(request.bad());
      history.requireKernel(good);
      history.requireKernel(bad);
      CommitRange range =
          history.range(good, bad, new RangeOptions(request.firstParent(), request.paths()));
      Job.ConfigBase base = RequestParts.configBase(request.configBase());
      List<String> fragments = RequestParts.fragments(request.configFragments());
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
          RequestParts.configWords(request.configBase(), request.configFragments()));
    } catch (Problem | RuntimeException refused) {
      history.close();
      throw refused;
    }
  }

  private static Sought sought(String word) throws Problem {
    return Stream.of(Sought.values())
        .filter(sought -> sought.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                ProblemCode.INVALID_FIELD,
                "find \"" + Printable.line(word, 80) + "\" is neither regression nor improvement",
                "ask for --find regression where the metric became worse from good to bad, or"
                    + " --find improvement where it became better"));
  }

  private static void checkNumbers(BisectionRequest request) throws Problem {
    RequestParts.checkConfidence(request.confidence());
    RequestParts.checkPriority(request.priority());
    RequestParts.checkBoots(request.maximumBoots());
    RequestParts.checkMachineHours(request.maximumMachineHours());
    RequestParts.checkRuns(request.runs(), 0);
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

  private static CommitLine commit(CommitInfo info) {
    return new CommitLine(info.id(), info.subject());
  }
}

package dev.halfspeed.benchmark;

import dev.halfspeed.benchmark.report.ScenarioResult;
import dev.halfspeed.benchmark.strategy.Ablation;
import dev.halfspeed.benchmark.strategy.BayesectStrategy;
import dev.halfspeed.benchmark.strategy.Contestant;
import dev.halfspeed.benchmark.strategy.FacfStrategy;
import dev.halfspeed.benchmark.strategy.GitBisectStrategy;
import dev.halfspeed.benchmark.strategy.HalfspeedPlayers;
import dev.halfspeed.benchmark.strategy.KaryStrategy;
import dev.halfspeed.benchmark.strategy.PinpointStrategy;
import dev.halfspeed.benchmark.strategy.RobustBisectStrategy;
import dev.halfspeed.benchmark.strategy.RoundPlayer;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The rules that can be set against each other. A new one is a line here. */
final class Contestants {
  private static final List<Contestant> ALL =
      List.of(
          new Contestant(
              "halfspeed",
              "this program's search, on machines that were checked before",
              HalfspeedPlayers::warm),
          new Contestant(
              "halfspeed-cold",
              "the same, on machines of which nothing is known",
              HalfspeedPlayers::cold),
          new Contestant(
              "halfspeed-told",
              "the same, told the noise and the effect: what not knowing them costs",
              HalfspeedPlayers::told),
          without(
              "halfspeed-no-cancel",
              "the same without an end for work that has become useless",
              Ablation.Idea.CANCELLING),
          without(
              "halfspeed-one-by-one",
              "the same without a thought for the boots under way on other machines",
              Ablation.Idea.BOOTS_UNDER_WAY),
          without(
              "halfspeed-no-layouts",
              "the same without new layouts of the same code",
              Ablation.Idea.LAYOUTS),
          without(
              "halfspeed-free-builds",
              "the same choosing as if a build took no time",
              Ablation.Idea.BUILD_COSTS),
          git(1),
          git(3),
          git(5),
          git(9),
          git(25),
          new Contestant(
              "k-ary",
              "as many commits at once as there are machines, one boot each",
              world -> new RoundPlayer(new KaryStrategy(world), world)),
          new Contestant(
              "pinpoint",
              "Pinpoint's ladder of 10 to 160 boots a commit, and its two tests",
              world -> new RoundPlayer(new PinpointStrategy(world), world)),
          new Contestant(
              "bayesect",
              "git_bayesect: pass or fail, Beta beliefs, least expected entropy, ends at 95 %",
              world -> new RoundPlayer(new BayesectStrategy(world, 0.95), world)),
          new Contestant(
              "bayesect-asked",
              "the same, but it ends at the confidence that the scenario asks for",
              world ->
                  new RoundPlayer(
                      new BayesectStrategy(world, world.scenario().confidence()), world)),
          new Contestant(
              "robust-git-bisect",
              "multiplicative weights on the whole history, pass or fail, ends at 99 %",
              world -> new RoundPlayer(new RobustBisectStrategy(world, 0.99), world)),
          new Contestant(
              "robust-git-bisect-asked",
              "the same, but it ends at the confidence that the scenario asks for",
              world ->
                  new RoundPlayer(
                      new RobustBisectStrategy(world, world.scenario().confidence()), world)),
          new Contestant(
              "facf",
              "flake-aware culprit finding as published: a pass is never wrong",
              world -> new RoundPlayer(new FacfStrategy(world, false), world)),
          new Contestant(
              "facf-repaired",
              "the same with passes that may be wrong",
              world -> new RoundPlayer(new FacfStrategy(world, true), world)));

  /** Is not played: the best of {@link #GIT}, chosen when all is known. */
  private static final String GIT_BEST = "git-bisect-best";

  private static final String GIT = "git-bisect-";

  private Contestants() {}

  static List<Contestant> all() {
    return ALL;
  }

  /** All that can be named, with those that are chosen among others afterwards. */
  static Map<String, String> summaries() {
    var summaries = new LinkedHashMap<String, String>();
    ALL.forEach(contestant -> summaries.put(contestant.name(), contestant.summary()));
    summaries.put(GIT_BEST, "the best of git-bisect-*, chosen for each scenario by an oracle");
    return summaries;
  }

  /** Those who have to play so that all of these names can be shown. */
  static List<Contestant> players(List<String> names) throws Problem {
    var found = new LinkedHashSet<Contestant>();
    for (String name : names) {
      if (!summaries().containsKey(name)) {
        throw new Problem(
            "There is no contestant " + name + ".",
            NearestName.suggest(name, summaries().keySet()));
      }
      ALL.stream()
          .filter(contestant ->
              contestant.name().equals(name)
                  || (name.equals(GIT_BEST) && contestant.name().startsWith(GIT)))
          .forEach(found::add);
    }
    return List.copyOf(found);
  }

  /** The results of these names, where a name is of one that is chosen afterwards: chosen now. */
  static List<ScenarioResult> shown(List<String> names, List<ScenarioResult> played) {
    return played.stream()
        .map(ScenarioResult::scenario)
        .distinct()
        .flatMap(scenario -> {
          List<ScenarioResult> here =
              played.stream().filter(result -> result.scenario().equals(scenario)).toList();
          return names.stream().distinct().map(name -> shown(name, here));
        })
        .toList();
  }

  private static ScenarioResult shown(String name, List<ScenarioResult> played) {
    if (!name.equals(GIT_BEST)) {
      return played.stream()
          .filter(result -> result.contestant().equals(name))
          .findFirst()
          .orElseThrow();
    }
    ScenarioResult best =
        played.stream()
            .filter(result -> result.contestant().startsWith(GIT))
            .min(
                Comparator.comparingDouble((ScenarioResult result) -> -result.right().value())
                    .thenComparingDouble(result -> result.makespan().mean()))
            .orElseThrow();
    return best.as(GIT_BEST, best.contestant().substring(GIT.length()));
  }

  private static Contestant without(String name, String summary, Ablation.Idea idea) {
    return new Contestant(name, summary, world -> new Ablation(HalfspeedPlayers.warm(world), idea));
  }

  private static Contestant git(int boots) {
    return new Contestant(
        "git-bisect-" + boots,
        "git bisect run, %d boot%s a commit".formatted(boots, boots == 1 ? "" : "s"),
        world -> new RoundPlayer(new GitBisectStrategy(world, boots), world));
  }
}

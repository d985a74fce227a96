package dev.halfspeed.sim;

import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.BayesianSearch;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Settings;
import java.util.ArrayList;
import java.util.List;

/** The rules that can be set against each other. A new one is a line here. */
final class Contestants {
  private static final List<Contestant> ALL =
      List.of(
          new Contestant("halfspeed", "this program's search", Contestants::halfspeed),
          git(1),
          git(3),
          git(5),
          git(9),
          git(25),
          new Contestant(
              "k-ary",
              "as many commits at once as there are machines, one boot each",
              world -> new RoundPlayer(new KaryRule(world), world)),
          new Contestant(
              "pinpoint",
              "Pinpoint's ladder of 10 to 160 boots a commit, and its two tests",
              world -> new RoundPlayer(new PinpointRule(world), world)),
          new Contestant(
              "bayesect",
              "git_bayesect: pass or fail, Beta beliefs, least expected entropy",
              world -> new RoundPlayer(new BayesectRule(world), world)),
          new Contestant(
              "robust-git-bisect",
              "multiplicative weights on the whole history, pass or fail",
              world -> new RoundPlayer(new RobustRule(world), world)),
          new Contestant(
              "facf",
              "flake-aware culprit finding as published: a pass is never wrong",
              world -> new RoundPlayer(new FacfRule(world, false), world)),
          new Contestant(
              "facf-repaired",
              "the same with passes that may be wrong",
              world -> new RoundPlayer(new FacfRule(world, true), world)));

  private Contestants() {}

  static List<Contestant> all() {
    return ALL;
  }

  /** Those of these names, in this order. */
  static List<Contestant> named(List<String> names) throws Problem {
    var found = new ArrayList<Contestant>();
    List<String> known = ALL.stream().map(Contestant::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new Problem("There is no contestant " + name + ".", NearestName.suggest(name, known));
      }
      found.add(ALL.get(known.indexOf(name)));
    }
    return found;
  }

  private static Contestant git(int boots) {
    return new Contestant(
        "git-bisect-" + boots,
        "git bisect run, %d boot%s a commit".formatted(boots, boots == 1 ? "" : "s"),
        world -> new RoundPlayer(new GitBisectRule(world, boots), world));
  }

  private static Player halfspeed(World world) {
    Scenario scenario = world.scenario();
    Reproducer reproducer =
        scenario.flakiness().isPresent() ? Reproducer.PassFail.usual() : new Reproducer.Metric();
    var settings =
        new Settings(
            scenario.confidence(),
            scenario.maximumBoots(),
            Draw.key(world.seed(), Draw.Kind.PLAYER),
            reproducer);
    return new SearchPlayer(
        new BayesianSearch(world.ground().dag(), world.ground().prior(), settings));
  }
}

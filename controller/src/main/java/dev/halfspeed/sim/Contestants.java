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
      List.of(new Contestant("halfspeed", "this program's search", Contestants::halfspeed));

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

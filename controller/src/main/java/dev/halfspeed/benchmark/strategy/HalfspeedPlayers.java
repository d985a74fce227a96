package dev.halfspeed.benchmark.strategy;

import dev.halfspeed.benchmark.world.Draw;
import dev.halfspeed.benchmark.world.Scenario;
import dev.halfspeed.benchmark.world.World;
import dev.halfspeed.search.BayesianSearch;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Settings;
import java.util.List;
import java.util.Optional;

/** This program's search, by what it knows before the first boot. */
public final class HalfspeedPlayers {
  /** A belief that no bisection changes any more, in runs. */
  private static final double CERTAIN = 1000;

  private HalfspeedPlayers() {}

  /** As in a lab: the machines were checked before they were used. */
  public static Player warm(World world) {
    return player(world, unknowing(world), world.earlier());
  }

  /** With machines that nobody has used before. */
  public static Player cold(World world) {
    return player(world, unknowing(world), List.of());
  }

  /** Told the noise, the level and the effect, which nobody can know. */
  public static Player told(World world) {
    return player(world, knowing(world.scenario()), List.of());
  }

  private static Reproducer unknowing(World world) {
    return world.scenario().flakiness().isPresent()
        ? new Reproducer.PassFail()
        : new Reproducer.Metric();
  }

  private static Reproducer knowing(Scenario scenario) {
    if (scenario.flakiness().isPresent()) {
      Scenario.Flakiness flakiness = scenario.flakiness().get();
      return new Reproducer.PassFail(
          Reproducer.Rate.about(flakiness.falseFail(), CERTAIN),
          Reproducer.Rate.about(1 - flakiness.falsePass(), CERTAIN));
    }
    double sigma = scenario.noise().sigma();
    return new Reproducer.Metric(
        Optional.of(new Reproducer.Told(World.LEVEL, -scenario.noise().effect() * sigma, sigma)));
  }

  private static Player player(World world, Reproducer reproducer, List<Evidence> earlier) {
    Scenario scenario = world.scenario();
    var settings =
        new Settings(
            scenario.confidence(),
            scenario.maximumBoots(),
            Draw.key(world.seed(), Draw.Kind.PLAYER),
            reproducer);
    return new SearchPlayer(
        new BayesianSearch(world.ground().dag(), world.ground().prior(), settings), earlier);
  }
}

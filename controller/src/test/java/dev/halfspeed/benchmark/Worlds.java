package dev.halfspeed.benchmark;

import dev.halfspeed.benchmark.world.Scenario;
import dev.halfspeed.benchmark.world.ScenarioHistory;
import dev.halfspeed.benchmark.world.ScenarioReader;
import dev.halfspeed.benchmark.world.World;
import dev.halfspeed.problem.Problem;

/** Worlds for tests, from the text of their files. */
public final class Worlds {
  private Worlds() {}

  public static Scenario scenario(String... lines) {
    try {
      return ScenarioReader.read("test", "test.yaml", String.join("\n", lines));
    } catch (Problem e) {
      throw new IllegalArgumentException(e);
    }
  }

  public static World world(long seed, String... lines) {
    return new World(new ScenarioHistory(scenario(lines)), seed);
  }
}

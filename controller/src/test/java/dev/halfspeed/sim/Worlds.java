package dev.halfspeed.sim;

import dev.halfspeed.problem.Problem;

/** Worlds for tests, from the text of their files. */
final class Worlds {
  private Worlds() {}

  static Scenario scenario(String... lines) {
    try {
      return ScenarioReader.read("test", "test.yaml", String.join("\n", lines));
    } catch (Problem e) {
      throw new IllegalArgumentException(e);
    }
  }

  static World world(long seed, String... lines) {
    return new World(new Ground(scenario(lines)), seed);
  }
}

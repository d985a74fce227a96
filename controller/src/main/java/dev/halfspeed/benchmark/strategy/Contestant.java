package dev.halfspeed.benchmark.strategy;

import dev.halfspeed.benchmark.world.World;

/**
 * One rule in the benchmark.
 *
 * @param name as on the command line and in the table
 * @param summary one line for people
 * @param factory makes its player for a world
 */
public record Contestant(String name, String summary, Factory factory) {
  /** Makes a player. What it may read of the world is told in docs/worlds.md. */
  public interface Factory {
    Player player(World world);
  }
}

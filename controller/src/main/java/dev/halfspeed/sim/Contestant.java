package dev.halfspeed.sim;

/**
 * One rule in the benchmark.
 *
 * @param name as on the command line and in the table
 * @param summary one line for people
 * @param factory makes its player for a world
 */
record Contestant(String name, String summary, Factory factory) {
  /** Makes a player. What it may read of the world is told in docs/worlds.md. */
  interface Factory {
    Player player(World world);
  }
}

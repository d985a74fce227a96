package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The recipe of the tests, whose script does nothing: what it would measure, fake machines say. */
final class TinyRecipe {
  private TinyRecipe() {}

  /**
   * Writes it, as {@code tiny}.
   *
   * @param recipes the folder of recipes
   * @return its script
   */
  static Path write(Path recipes) throws IOException {
    Path recipe = Files.createDirectories(recipes.resolve("tiny"));
    Files.writeString(
        recipe.resolve("recipe.yaml"),
        """
        name: tiny
        summary: A recipe for tests
        description: Does nothing.
        parameters:
          - {name: seconds, type: integer, default: 1, minimum: 1, description: length of a run}
        tools: [{name: git, package: git}]
        steps: {run: run}
        results: {parser: pgbench, output: pgbench.out, log: 'pgbench_log.*'}
        metrics:
          - {name: tps, unit: 1/s, direction: higher}
          - {name: latency_mean, unit: ms, direction: lower}
        """);
    Path run = Files.writeString(recipe.resolve("run"), "#!/bin/sh\n");
    assertThat(run.toFile().setExecutable(true)).isTrue();
    return run;
  }
}

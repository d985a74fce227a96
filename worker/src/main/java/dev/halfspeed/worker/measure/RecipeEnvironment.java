package dev.halfspeed.worker.measure;

import dev.halfspeed.worker.host.Digest;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the steps of a recipe see of parameters and of the machine that they are to be sized for.
 */
final class RecipeEnvironment {
  private RecipeEnvironment() {}

  /** The variables that are the same for all steps. */
  static Map<String, String> of(RecipePlan recipe, BootPlan boot) {
    var environment = new TreeMap<String, String>();
    recipe
        .parameters()
        .forEach((name, value) ->
            environment.put(
                "HALFSPEED_PARAM_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_"),
                value));
    environment.put("HALFSPEED_CPUS", Integer.toString(boot.cpus()));
    environment.put("HALFSPEED_MEMORY_BYTES", Long.toString(boot.memoryBytes()));
    return environment;
  }

  /** Names what a recipe prepares: the same for the same recipe and variables. */
  static String digest(RecipePlan recipe, BootPlan boot) {
    return Digest.of(recipe.digest() + "\0" + of(recipe, boot)).substring(0, 32);
  }
}

package dev.halfspeed.recipe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A way out of a loss that a recipe knows: settings that give back some of it.
 *
 * @param description what it does
 * @param cost one sentence: what it costs elsewhere
 * @param knobs values by the names of knobs
 */
public record Mitigation(String name, String description, String cost, Map<String, String> knobs) {
  public Mitigation {
    knobs = Collections.unmodifiableMap(new LinkedHashMap<>(knobs));
  }
}

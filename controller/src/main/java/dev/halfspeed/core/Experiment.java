package dev.halfspeed.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What campaigns have in common whose boots and durations can be compared. The metric is no part of
 * it: a boot has all metrics of its recipe. Nor is the way a machine boots, which belongs to each
 * boot.
 *
 * @param recipe its name
 * @param parameters of the recipe
 * @param config the kernel configuration, in words
 */
public record Experiment(String recipe, Map<String, String> parameters, String config) {
  public Experiment {
    parameters = Map.copyOf(parameters);
  }

  /** Equal for equal experiments: SHA-256, hexadecimal. */
  public String digest() {
    var parts = new ArrayList<String>(List.of(recipe, config));
    new TreeMap<>(parameters)
        .forEach((name, value) -> {
          parts.add(name);
          parts.add(value);
        });
    return ContentDigest.of(parts);
  }
}

package dev.halfspeed.recipe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long the steps of a recipe take with its defaults; each absent where it does not say. */
public record ExpectedDuration(
    @Nullable Duration prepare, @Nullable Duration setup, @Nullable Duration run) {
  /** Nothing is said. */
  static final ExpectedDuration UNKNOWN = new ExpectedDuration(null, null, null);
}

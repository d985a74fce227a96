package dev.halfspeed.report.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person did to a campaign.
 *
 * @param number by which it is undone
 * @param by who did it
 * @param what a verb and what follows it, such as "set the priority to 5"
 * @param undoneBy the number of the one that took it back; absent while it holds
 * @param canBeUndone whether it holds and is none that took another one back
 */
public record InterventionView(
    int number,
    Instant at,
    String by,
    String what,
    String reason,
    @Nullable Integer undoneBy,
    boolean canBeUndone) {

  /** Who did it and why, such as "ann: the lab moves". */
  public String whoAndWhy() {
    return by + ": " + reason;
  }
}

package dev.halfspeed.jobs;

import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import java.util.Optional;

/**
 * A boot that is wanted of an image that is ready.
 *
 * @param runs of the recipe in this boot
 * @param position where the boot belongs in the campaign's plan, kept with it
 * @param why for the log and the page
 */
public record BootOrder(
    Revision revision, int runs, Purpose purpose, Optional<String> position, String why) {
  /** A boot that has no place in a plan. */
  public BootOrder(Revision revision, int runs, Purpose purpose, String why) {
    this(revision, runs, purpose, Optional.empty(), why);
  }
}

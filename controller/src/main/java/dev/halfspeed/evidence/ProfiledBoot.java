package dev.halfspeed.evidence;

/**
 * The profile of one boot, over its runs.
 *
 * @param work units of work per second, where the metric is such a rate; 1 where it is none
 */
public record ProfiledBoot(FoldedStacks stacks, double work) {
  /** Refuses a profile of nothing. */
  public ProfiledBoot {
    if (stacks.busySamples() == 0 || !(work > 0)) {
      throw new IllegalArgumentException(
          stacks.busySamples() + " samples with a work of " + work + " per second");
    }
  }
}

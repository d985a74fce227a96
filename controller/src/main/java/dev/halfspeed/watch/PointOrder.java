package dev.halfspeed.watch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A point to be measured: the reference and the new kernel in one block on one machine.
 *
 * @param owner who asks: "watch NAME"
 * @param repository a git repository of a kernel
 * @param reference full id of the commit to compare with
 * @param commit full id of the new kernel's
 * @param name what the ref calls the new one
 * @param blocks of two boots of each
 * @param runs of the recipe in each boot
 * @param seed of the lot that orders the boots
 */
public record PointOrder(
    String owner,
    String repository,
    String reference,
    String commit,
    String name,
    WatchRequest.Workload workload,
    String configBase,
    List<String> configFragments,
    @Nullable String lab,
    int blocks,
    int runs,
    long seed) {
  /**
   * A comparison of 16 boots and more may be decided before its last block (ADR 18), and a point
   * would have fewer blocks than the others of its series.
   */
  public static final int MOST_BLOCKS = 3;

  /** Two boots of each of two kernels. */
  public static final int BOOTS_IN_A_BLOCK = 4;

  /**
   * What a machine that is lost within a block has measured at most, and counts for nothing: so
   * another one can measure a whole block.
   */
  private static final int SPARE_BOOTS = BOOTS_IN_A_BLOCK - 1;

  public PointOrder {
    configFragments = List.copyOf(configFragments);
  }

  /** How many boots are measured at most; there is no room in it for a block more. */
  public int boots() {
    return BOOTS_IN_A_BLOCK * blocks + SPARE_BOOTS;
  }
}

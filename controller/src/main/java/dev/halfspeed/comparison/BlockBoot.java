package dev.halfspeed.comparison;

/**
 * One boot of a block. Keep it with the boot's result: the verdicts need to know which boots belong
 * together.
 *
 * @param place in the block's order, from 0
 */
public record BlockBoot(Block block, int place) {
  public BlockBoot {
    if (place < 0 || place >= block.order().size()) {
      throw new IllegalArgumentException("a block of " + block.order().size() + " has no " + place);
    }
  }

  /** The variant to boot. */
  public int variant() {
    return block.order().get(place);
  }

  /** The machine to boot it on. */
  public int machine() {
    return block.machine();
  }
}

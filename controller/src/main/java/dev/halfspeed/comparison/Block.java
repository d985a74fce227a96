package dev.halfspeed.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Boots that are compared with each other and with no others: done one after another on one
 * machine, each variant twice, in an order drawn by lot.
 *
 * @param machine number of the machine, from 0
 * @param number of the block on that machine, from 0
 * @param order the variants in the order of their boots
 */
public record Block(int machine, int number, List<Integer> order) {
  /**
   * Boots of a variant in a block. With one, a block says no more than a coin, and takes a third
   * more boots to convince; with three, a slow boot or a drift spoils more of them for little gain.
   * Measured in docs/benchmarks/compare.md.
   */
  static final int BOOTS_EACH = 2;

  private static final int ORDER = -1;

  public Block {
    order = List.copyOf(order);
    if (machine < 0 || number < 0 || order.isEmpty()) {
      throw new IllegalArgumentException("a block has a machine, a number and boots");
    }
  }

  /** A block whose order is drawn by lot. */
  static Block drawn(long seed, int machine, int number, Set<Integer> variants) {
    var order = new ArrayList<Integer>();
    variants.stream()
        .sorted()
        .forEach(variant -> {
          for (int boot = 0; boot < BOOTS_EACH; boot++) {
            order.add(variant);
          }
        });
    SplittableRandom lot = lot(seed, machine, number, ORDER, ORDER);
    for (int last = order.size() - 1; last > 0; last--) {
      int other = lot.nextInt(last + 1);
      Integer moved = order.get(last);
      order.set(last, order.get(other));
      order.set(other, moved);
    }
    return new Block(machine, number, order);
  }

  /** A lot of this block for a pair of variants; another one than that of the order. */
  SplittableRandom lot(long seed, int first, int second) {
    return lot(seed, machine, number, first, second);
  }

  /** Equal keys give equal luck. */
  private static SplittableRandom lot(long... keys) {
    long mixed = 0;
    for (long key : keys) {
      mixed = new SplittableRandom(mixed ^ key).nextLong();
    }
    return new SplittableRandom(mixed);
  }
}

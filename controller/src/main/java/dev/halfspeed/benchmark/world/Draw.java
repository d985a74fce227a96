package dev.halfspeed.benchmark.world;

import java.util.SplittableRandom;

/**
 * Chance that is keyed by what is drawn: equal keys give equal luck, in whatever order they are
 * asked for. A key is mixed with SplitMix64's finalizer.
 */
public final class Draw {
  private Draw() {}

  /** What a draw is for, so that no two kinds share their luck. A number is never used anew. */
  public enum Kind {
    CULPRIT(1),
    UNLIKELY(2),
    BROKEN_BUILD(3),
    BROKEN_BOOT(4),
    LAYOUT(5),
    BOOT(6),
    FAULT(7),
    SPEED(8),
    OFFSET(9),
    WALK(10),
    PLAYER(11),
    CHECK(12),
    REGIME(13),
    CORRELATED(14),
    BURST(15);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  /** A source of random numbers for a key. */
  public static SplittableRandom of(long seed, Kind kind, long... parts) {
    return new SplittableRandom(key(seed, kind, parts));
  }

  /** A key's 64 bits. */
  public static long key(long seed, Kind kind, long... parts) {
    long mixed = mix(seed + 0x9E3779B97F4A7C15L * kind.number);
    for (long part : parts) {
      mixed = mix(mixed ^ mix(part + 0x9E3779B97F4A7C15L));
    }
    return mixed;
  }

  private static long mix(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}

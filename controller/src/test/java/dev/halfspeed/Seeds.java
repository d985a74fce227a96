package dev.halfspeed;

import java.util.stream.LongStream;

/**
 * How many worlds the statistical and long simulations play: a few by default, so that the whole
 * suite is run often, and many with {@code ./halfspeed test -Dhalfspeed.seeds=many}.
 *
 * <p>A bar that is a share of many worlds holds for few of them too, rounded to the stricter side:
 * where one of forty may be wrong, none of ten may.
 */
public final class Seeds {
  private static final boolean MANY = "many".equals(System.getProperty("halfspeed.seeds"));

  private Seeds() {}

  /** One of two numbers of worlds. */
  public static int count(int few, int many) {
    return MANY ? many : few;
  }

  /** The seeds from 1 to {@link #count}. */
  public static LongStream upTo(int few, int many) {
    return LongStream.rangeClosed(1, count(few, many));
  }
}

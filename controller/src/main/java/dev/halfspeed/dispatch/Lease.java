package dev.halfspeed.dispatch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongUnaryOperator;

/**
 * A controller's right to machines: a token that only rises, and that each machine remembers the
 * highest of. Whoever came last has the machine; a controller that it was taken from, and that
 * wakes up, is refused there.
 *
 * <p>A controller that has just started takes a machine over from whoever had it, another state
 * directory's controller for example: that is what it was started for. What it had and lost it does
 * not take back by itself.
 */
public final class Lease {
  private final LongUnaryOperator above;
  private final Set<String> had = ConcurrentHashMap.newKeySet();
  private long token;

  /**
   * The lease of this start.
   *
   * @param token higher than at any start before
   * @param above gives, and remembers, a token higher than another
   */
  public Lease(long token, LongUnaryOperator above) {
    this.token = token;
    this.above = above;
  }

  /** The token to show. */
  public synchronized long token() {
    return token;
  }

  /** A machine has accepted the token. */
  void admitted(String machine) {
    had.add(machine);
  }

  /**
   * A machine refused the token, since it saw a higher one.
   *
   * @return whether to show it the token again, which was raised
   */
  synchronized boolean takeOver(String machine, long highest) {
    if (had.contains(machine)) {
      return false;
    }
    if (token <= highest) {
      token = above.applyAsLong(highest);
    }
    return true;
  }
}

package dev.halfspeed.agent;

import dev.halfspeed.lab.Machine;
import dev.halfspeed.worker.protocol.Owner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A controller's right to machines: a token that only rises, and that each machine remembers the
 * highest of. Whoever came last has the machine; a controller that it was taken from, and that
 * wakes up, is refused there.
 *
 * <p>Whoever comes while another controller works on a machine is refused by the machine, unless it
 * is to take machines over. Where the other one is dead or works there no more, the token is
 * raised.
 */
public final class MachineLease {
  private final Owner owner;
  private final Function<Machine, String> work;
  private final LongUnaryOperator above;
  private final Set<String> had = ConcurrentHashMap.newKeySet();
  private volatile boolean takesOver;
  private long token;

  /**
   * The lease of this start.
   *
   * @param owner says who this controller is
   * @param work what it works on at a machine now, for people; empty: nothing
   * @param token higher than at any start before
   * @param above gives, and remembers, a token higher than another
   */
  public MachineLease(
      Owner owner, Function<Machine, String> work, long token, LongUnaryOperator above) {
    this.owner = owner;
    this.work = work;
    this.token = token;
    this.above = above;
  }

  /** The token to show. */
  public synchronized long token() {
    return token;
  }

  /** Who this controller is. */
  public Owner owner() {
    return owner;
  }

  /** What it works on at a machine now, for people; empty: nothing. */
  public String work(Machine machine) {
    return work.apply(machine);
  }

  /** From now on it takes machines from controllers that work on them: each once. */
  public MachineLease takingOver() {
    takesOver = true;
    return this;
  }

  /** Whether to take a machine from a controller that works there: once, not back and forth. */
  public boolean takesOver(String machine) {
    return takesOver && !had.contains(machine);
  }

  /** A machine has accepted the token. */
  public void admitted(String machine) {
    had.add(machine);
  }

  /**
   * A machine refused the token, since it saw a higher one.
   *
   * @param last whose the machine was last, where that is known
   * @return whether to show it the token again, which was raised
   */
  public synchronized boolean mayRaise(String machine, long highest, @Nullable Owner last) {
    // Two controllers on copies of one state directory would take it from each other for ever.
    boolean isOwn = last == null || last.id().equals(owner.id());
    if (isOwn && had.contains(machine)) {
      return false;
    }
    if (token <= highest) {
      token = above.applyAsLong(highest);
    }
    return true;
  }
}

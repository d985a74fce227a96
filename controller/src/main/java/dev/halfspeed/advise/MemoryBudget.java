package dev.halfspeed.advise;

import dev.halfspeed.problem.Problem;
import java.util.HashMap;
import java.util.Map;

/**
 * What the open sessions take of the heap, by their number of commits: one that does not fit beside
 * them is refused, before memory runs out for all of them.
 */
final class MemoryBudget {
  /** The program itself. */
  private static final long PROGRAM = 16L << 20;

  /** What a session keeps: measured on chains and histories with merges, 255 to 310 bytes. */
  private static final long KEPT_BY_COMMIT = 400;

  private static final long KEPT_BY_SESSION = 200L << 10;

  /** What a decision takes for its time; one session decides at a time. */
  private static final long USED_BY_COMMIT = 700;

  /** What reading a line takes for each of its characters. */
  private static final long READ_BY_CHARACTER = 8;

  private final long heap;
  private final Map<String, Integer> commits = new HashMap<>();

  /** With so many bytes for everything. */
  MemoryBudget(long heap) {
    this.heap = heap;
  }

  /**
   * Takes a session's part.
   *
   * @throws Problem when it does not fit beside those that are open
   */
  void reserve(String session, int size) throws Problem {
    long kept = kept() + KEPT_BY_SESSION + KEPT_BY_COMMIT * size;
    long used = USED_BY_COMMIT * Math.max(size, largest());
    if (PROGRAM + kept + used > heap) {
      throw new Problem(
          "a session of "
              + size
              + " commits does not fit into the memory that the "
              + commits.size()
              + " open sessions leave",
          "close those that are not needed, send only the commits between good and bad, or start it"
              + " with more memory: HALFSPEED_JAVA_OPTIONS=-Xmx2g");
    }
    commits.put(session, size);
  }

  /** Gives a session's part back. */
  void release(String session) {
    commits.remove(session);
  }

  /** So many characters of a line can be read beside the open sessions. */
  int longestLine(int most) {
    long left = Math.max(0, heap - PROGRAM - kept());
    return (int) Math.min(most, left / READ_BY_CHARACTER);
  }

  private long kept() {
    long kept = 0;
    for (int size : commits.values()) {
      kept += KEPT_BY_SESSION + KEPT_BY_COMMIT * size;
    }
    return kept;
  }

  private int largest() {
    return commits.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }
}

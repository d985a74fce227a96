package dev.halfspeed.advise;

import dev.halfspeed.problem.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

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

  /** Letters of names that are as long as a commit's id in git are in that. */
  private static final int USUAL_CHARACTERS = 130;

  private static final long KEPT_BY_CHARACTER = 2;

  /** What was handed out, and what came of it. */
  private static final long KEPT_BY_ACTION = 1000;

  /** A number that was measured, in two lists. */
  private static final long KEPT_BY_VALUE = 64;

  /** Any message but an opening fits into that; it is there whatever the sessions take. */
  private static final int LEAST_LINE = 1 << 14;

  private final long heap;
  private final Map<String, Part> parts = new HashMap<>();

  /** A session's part. */
  private record Part(int commits, long characters, int actions, int values) {
    long kept() {
      return KEPT_BY_SESSION
          + KEPT_BY_COMMIT * commits
          + KEPT_BY_CHARACTER * Math.max(0, characters - (long) USUAL_CHARACTERS * commits)
          + KEPT_BY_ACTION * actions
          + KEPT_BY_VALUE * values;
    }
  }

  /** With so many bytes for everything. */
  MemoryBudget(long heap) {
    this.heap = heap;
  }

  /**
   * Takes a session's part.
   *
   * @param characters of the line that opens it
   * @throws Problem when it does not fit beside those that are open
   */
  void reserve(String session, int commits, int characters) throws Problem {
    var part = new Part(commits, characters, 0, 0);
    long used = USED_BY_COMMIT * Math.max(commits, largest());
    if (PROGRAM + kept() + part.kept() + used > heap) {
      throw new Problem(
          "a session of "
              + commits
              + " commits does not fit into the memory that the "
              + parts.size()
              + " open sessions leave",
          "close those that are not needed, send only the commits between good and bad, or start it"
              + " with more memory: HALFSPEED_JAVA_OPTIONS=-Xmx2g");
    }
    parts.put(session, part);
  }

  /**
   * Takes what a session needs to go on.
   *
   * @param actions all that it has handed out
   * @param values all that were measured
   * @throws Problem when they do not fit beside the open sessions
   */
  void grow(String session, int actions, int values) throws Problem {
    Part before = Objects.requireNonNull(parts.get(session));
    var part = new Part(before.commits(), before.characters(), actions, values);
    long used = USED_BY_COMMIT * largest();
    if (PROGRAM + kept() - before.kept() + part.kept() + used > heap) {
      throw new Problem(
          "session " + session + " has so many actions and values that no more fit into the memory",
          "close sessions that are not needed, or start it with more memory:"
              + " HALFSPEED_JAVA_OPTIONS=-Xmx2g");
    }
    parts.put(session, part);
  }

  /** Gives a session's part back. */
  void release(String session) {
    parts.remove(session);
  }

  /** So many characters of a line can be read beside the open sessions. */
  int longestLine(int most) {
    long left = Math.max(0, heap - PROGRAM - kept());
    return Math.clamp(left / READ_BY_CHARACTER, Math.min(LEAST_LINE, most), most);
  }

  private long kept() {
    return parts.values().stream().mapToLong(Part::kept).sum();
  }

  private int largest() {
    return parts.values().stream().mapToInt(Part::commits).max().orElse(0);
  }
}

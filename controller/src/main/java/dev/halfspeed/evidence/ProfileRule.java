package dev.halfspeed.evidence;

import java.util.List;

/**
 * What a known case teaches about time in a function.
 *
 * @param id names it, also in docs/evidence.md
 * @param functions any of them; with a star at the end, all whose names begin so
 * @param caller only where it is called by this one, by whatever way; empty: by any
 * @param meaning what time there usually is, as the rest of a sentence
 * @param wayOut what to try, as an order
 */
public record ProfileRule(
    String id, List<String> functions, String caller, String meaning, String wayOut) {
  /** The slower side spends so much more of its time there. */
  private static final double LEAST = 0.01;

  public ProfileRule {
    functions = List.copyOf(functions);
  }

  /** A name for people. */
  public String place() {
    String function = functions.getFirst();
    return (function.endsWith("*") ? function.substring(0, function.length() - 1) : function)
        + (caller.isEmpty() ? "" : " under " + caller);
  }

  long samples(FoldedStacks stacks) {
    return caller.isEmpty()
        ? stacks.with(this::isOf)
        : stacks.below(this::isOf, frame -> is(caller, frame));
  }

  /** Whether a difference is a case of it, seen from the faster side to the slower one. */
  static boolean fits(ShareDifference difference) {
    return difference.isClear() && difference.difference() >= LEAST;
  }

  private boolean isOf(String frame) {
    return functions.stream().anyMatch(function -> is(function, frame));
  }

  /** Compilers make parts of functions, such as migrate_pages_batch.isra.0. */
  private static boolean is(String function, String frame) {
    String name =
        frame.endsWith(FoldedStacks.KERNEL)
            ? frame.substring(0, frame.length() - FoldedStacks.KERNEL.length())
            : frame;
    int part = name.indexOf('.', 1);
    String whole = part > 0 ? name.substring(0, part) : name;
    return function.endsWith("*")
        ? whole.startsWith(function.substring(0, function.length() - 1))
        : whole.equals(function);
  }
}

package dev.halfspeed.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What somebody may have meant who mistyped a name. */
public final class NearestName {
  private static final int AT_MOST = 3;

  private NearestName() {}

  /** A sentence for the next step: the names that are near, or else all of them. */
  public static String suggest(String mistyped, Collection<String> names) {
    List<String> near = allOf(mistyped, names);
    if (!near.isEmpty()) {
      return "did you mean " + String.join(" or ", near) + "?";
    }
    return names.isEmpty() ? "there are none" : "there are: " + String.join(", ", names);
  }

  /**
   * The names that are no more than a third of their letters away (optimal string alignment
   * distance: a letter changed, missing, added, or two neighbours swapped; upper and lower case
   * alike), or begin with what was typed: at most three, the nearest first.
   */
  public static List<String> allOf(String mistyped, Collection<String> names) {
    String typed = mistyped.toLowerCase(Locale.ROOT);
    return names.stream()
        .map(name -> Map.entry(name, distance(typed, name.toLowerCase(Locale.ROOT))))
        .filter(entry -> entry.getValue() <= Math.max(1, typed.length() / 3))
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(Map.Entry::getKey, Comparator.naturalOrder()))
        .limit(AT_MOST)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static int distance(String typed, String name) {
    if (!typed.isEmpty() && name.startsWith(typed)) {
      return 1;
    }
    int[] beforeThat = new int[name.length() + 1];
    int[] previous = new int[name.length() + 1];
    for (int column = 0; column <= name.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= typed.length(); row++) {
      int[] current = new int[name.length() + 1];
      current[0] = row;
      for (int column = 1; column <= name.length(); column++) {
        int change = typed.charAt(row - 1) == name.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(
                previous[column - 1] + change, Math.min(previous[column], current[column - 1]) + 1);
        if (isSwap(typed, row, name, column)) {
          current[column] = Math.min(current[column], beforeThat[column - 2] + 1);
        }
      }
      beforeThat = previous;
      previous = current;
    }
    return previous[name.length()];
  }

  private static boolean isSwap(String typed, int row, String name, int column) {
    return row > 1
        && column > 1
        && typed.charAt(row - 1) == name.charAt(column - 2)
        && typed.charAt(row - 2) == name.charAt(column - 1);
  }
}

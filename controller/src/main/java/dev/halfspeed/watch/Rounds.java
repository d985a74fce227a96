package dev.halfspeed.watch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Which values of many series are read together. What one look at the repository found is one
 * round, over all series: the false ones among its alarms are a share of that round's alarms. A
 * line of which a look found several points has them in as many rounds, one after the other.
 */
final class Rounds {
  private record Key(Instant look, int place) {
    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::look).thenComparingInt(Key::place);
  }

  private Rounds() {}

  /**
   * The rounds' numbers from 0, of each value of each series.
   *
   * @param looks of each series, when the points of its values were seen, in the order of the
   *     points
   */
  static List<List<Integer>> of(List<List<Instant>> looks) {
    var keys = new ArrayList<List<Key>>();
    TreeMap<Key, Integer> numbers = new TreeMap<>(Key.ORDER);
    for (List<Instant> series : looks) {
      List<Key> own = keys(series);
      keys.add(own);
      own.forEach(key -> numbers.put(key, 0));
    }
    int next = 0;
    for (Key key : List.copyOf(numbers.keySet())) {
      numbers.put(key, next++);
    }
    return keys.stream().map(own -> own.stream().map(numbers::get).toList()).toList();
  }

  /** A clock that was set back makes no point older than the one before it. */
  private static List<Key> keys(List<Instant> looks) {
    var keys = new ArrayList<Key>();
    for (Instant look : looks) {
      Key last = keys.isEmpty() ? null : keys.getLast();
      keys.add(
          last == null || look.isAfter(last.look())
              ? new Key(look, 0)
              : new Key(last.look(), last.place() + 1));
    }
    return keys;
  }
}

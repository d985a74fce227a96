package dev.halfspeed.web.page;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Where the time of the machines went.
 *
 * @param words all of it
 * @param rows the longest first; none where nothing has run
 */
public record TimeParts(String words, List<Row> rows) {
  public TimeParts {
    rows = List.copyOf(rows);
  }

  public static TimeParts of(BisectionView.TimeSpent time) {
    List<Map.Entry<String, Double>> kinds =
        new ArrayList<>(
            time.byKind().entrySet().stream()
                .filter(kind -> kind.getValue() > 0)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .toList());
    if (time.idle() > 0) {
      kinds.add(Map.entry("idle", time.idle()));
    }
    double whole = kinds.stream().mapToDouble(Map.Entry::getValue).sum();
    return new TimeParts(
        Words.duration(whole) + " of machine time in " + Words.duration(time.elapsed()),
        kinds.stream()
            .map(kind ->
                new Row(
                    Show.capital(kind.getKey()),
                    Words.duration(kind.getValue()),
                    Words.part(kind.getValue() / whole),
                    Math.round(100 * kind.getValue() / whole)))
            .toList());
  }

  /**
   * A part of it.
   *
   * @param percent as a number
   */
  public record Row(String name, String time, String part, long percent) {}
}

package dev.halfspeed.detection.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What settings would have done to series.
 *
 * @param series by their names
 * @param points of all series
 * @param alarms on levels that a kernel may be blamed for
 * @param alarmsPerThousandPoints the same, by points
 * @param bootsOfPoints that measuring took
 * @param bootsAfterAlarms that confirming and bisecting the losses would have taken
 */
public record ReplayReport(
    List<OfSeries> series,
    int points,
    int alarms,
    double alarmsPerThousandPoints,
    long bootsOfPoints,
    long bootsAfterAlarms) {
  public ReplayReport {
    series = List.copyOf(series);
  }

  /**
   * One series.
   *
   * @param verdict how it looks at its end: too-early, steady, suspected or changed
   * @param pointsToGo that a verdict will take; 0 where there is one
   * @param resolvable the change, as a part, that would be found within five points; null where it
   *     is not known
   */
  public record OfSeries(
      String name,
      int points,
      List<Found> changes,
      List<Found> machineChanges,
      String verdict,
      int pointsToGo,
      @Nullable Double resolvable) {
    public OfSeries {
      changes = List.copyOf(changes);
      machineChanges = List.copyOf(machineChanges);
    }
  }

  /**
   * A change.
   *
   * @param kind level, spread or tail
   * @param position of the first point after it, from 0
   * @param label of that point
   * @param foundAt position of the point with which it was found
   * @param change as a part of the level before; of a spread too; of a tail the difference of the
   *     shares of far-off points
   * @param low lower end of its 95 % interval
   * @param high upper end
   * @param pValue of the look
   * @param loss whether it made things worse
   * @param machine whether the machine changed there, so that no kernel is to be blamed
   * @param until position of the first point after a temporary change; null while it lasts
   * @param bisection what would be bisected; null where nothing would
   */
  public record Found(
      String kind,
      int position,
      String label,
      int foundAt,
      double change,
      double low,
      double high,
      double pValue,
      boolean loss,
      boolean machine,
      @Nullable Integer until,
      @Nullable Bisection bisection) {}

  /**
   * What would be bisected.
   *
   * @param good label of the last point before the change with 95 %
   * @param bad label of the first one after it
   * @param confirmationBoots to see it again with fresh boots
   * @param bootsAtLeast of the bisection
   */
  public record Bisection(String good, String bad, int confirmationBoots, int bootsAtLeast) {}
}

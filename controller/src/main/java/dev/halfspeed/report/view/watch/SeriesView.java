package dev.halfspeed.report.view.watch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a series of a watch, as the API gives it. Changes are signed fractions: 0.01 is 1 %
 * more.
 *
 * @param watch its name
 * @param line the branch, or the series of tags
 * @param workload which of the watch's recipes, from 0
 * @param machineClass machines that measure alike
 * @param reference the pinned commit; where each point has another one, it is the last point's
 * @param isPinned whether all points have the same reference
 * @param values how many the whole series has
 * @param verdict what detection says of the whole series, for people
 * @param from the first moment of this part: points are those that were seen since
 * @param until the first moment after it
 * @param isCut whether the part has older points than are given
 * @param points in their order
 * @param changes of the series or of the reference, in this part, in the order in which they were
 *     found
 * @param others all other changes of the series, likewise
 */
public record SeriesView(
    String watch,
    String id,
    String line,
    int workload,
    String recipe,
    String metric,
    String unit,
    boolean higherIsBetter,
    String machineClass,
    String reference,
    boolean isPinned,
    int values,
    String verdict,
    Instant from,
    Instant until,
    boolean isCut,
    List<Point> points,
    List<Change> changes,
    List<Change> others) {
  public SeriesView {
    points = List.copyOf(points);
    changes = List.copyOf(changes);
    others = List.copyOf(others);
  }

  /** The same, each change with what it was taken for. */
  public SeriesView with(Function<String, Optional<Taken>> takenFor) {
    return new SeriesView(
        watch,
        id,
        line,
        workload,
        recipe,
        metric,
        unit,
        higherIsBetter,
        machineClass,
        reference,
        isPinned,
        values,
        verdict,
        from,
        until,
        isCut,
        points,
        changes.stream().map(change -> change.with(takenFor.apply(change.alarm()))).toList(),
        others.stream().map(change -> change.with(takenFor.apply(change.alarm()))).toList());
  }

  /**
   * A point.
   *
   * @param name what the ref calls the commit
   * @param seenAt when it was seen first
   * @param measuredAt when it had its value
   * @param difference from the reference
   * @param low lower end of its 95 % interval, like {@code high}
   * @param reference the reference's own value, in the metric's unit, with its interval
   * @param boots of both kernels
   * @param campaign the comparison that measured it; absent where there is none
   */
  public record Point(
      String name,
      String commit,
      String subject,
      Instant seenAt,
      Instant measuredAt,
      double difference,
      double low,
      double high,
      double reference,
      double referenceLow,
      double referenceHigh,
      int boots,
      @Nullable String campaign) {}

  /**
   * A change.
   *
   * @param alarm its key
   * @param foundAt when the alarm was raised
   * @param kind loss, gain, or machine: the reference itself changed
   * @param low lower end of its 95 % interval, like {@code high}
   * @param good the last commit that is certainly before it
   * @param bad the first commit that is certainly after it
   * @param after the commit after which it most probably comes
   * @param at the commit with which it most probably comes
   * @param weight how probable it is that it comes there
   * @param words what was seen
   * @param taken absent where no regression has it
   */
  public record Change(
      String alarm,
      Instant foundAt,
      String kind,
      double change,
      double low,
      double high,
      String good,
      String bad,
      String after,
      String at,
      double weight,
      String words,
      @Nullable Taken taken) {
    Change with(Optional<Taken> other) {
      return new Change(
          alarm,
          foundAt,
          kind,
          change,
          low,
          high,
          good,
          bad,
          after,
          at,
          weight,
          words,
          other.orElse(null));
    }
  }

  /**
   * What a change was taken for.
   *
   * @param regression its id
   * @param state where it stands, in words
   * @param bisection the campaign that found its commit; absent where there is none
   */
  public record Taken(String regression, String state, @Nullable String bisection) {}
}

package dev.halfspeed.detection;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A change of a series.
 *
 * @param kind what changed
 * @param position of the first point after it, where it most likely is
 * @param foundAt position of the point with which it was found
 * @param size of a change of the level; of the other kinds the logarithm of the ratio of the
 *     spreads, or the difference of the shares of far-off points
 * @param pValue the probability of such evidence or more in one look at a series without a change
 * @param where its probability by the gaps between points, in their order; gaps below 0.0001 are
 *     left out. A bisection takes it as its prior
 * @param votes what each test said when it was found
 * @param until position of the first point after a temporary change, which went back to the level
 *     before; empty while it lasts
 * @param isOfTheMachine whether the reference's own series changed there too: then the machine
 *     changed, and no kernel is to be blamed
 * @param isLoss whether it made things worse. For spread and tail: whether there is more of it
 */
public record Change(
    ChangeKind kind,
    int position,
    int foundAt,
    Size size,
    double pValue,
    List<GapProbability> where,
    List<Ballot> votes,
    OptionalInt until,
    boolean isOfTheMachine,
    boolean isLoss) {
  /** The probability that {@link #range} holds. */
  private static final double CERTAIN = 0.95;

  public Change {
    where = List.copyOf(where);
    votes = List.copyOf(votes);
  }

  /**
   * What would be bisected.
   *
   * @param good position of the last point that is before the change with 95 %
   * @param bad position of the first one that is after it
   */
  public record Range(int good, int bad) {}

  /**
   * The neighbouring points that hold the change with 95 %: the most likely gaps, and what lies
   * between them.
   */
  public Range range() {
    var likely =
        where.stream()
            .sorted((one, other) -> Double.compare(other.probability(), one.probability()))
            .toList();
    int first = position;
    int last = position;
    double held = 0;
    for (GapProbability gap : likely) {
      if (held >= CERTAIN) {
        break;
      }
      held += gap.probability();
      first = Math.min(first, gap.position());
      last = Math.max(last, gap.position());
    }
    return new Range(first - 1, last);
  }

  /** Whether it went away again. */
  public boolean isTemporary() {
    return until.isPresent();
  }

  /** This change as it is seen with later points. */
  Change refined(
      int betterPosition, Size betterSize, List<GapProbability> betterWhere, boolean ofTheMachine) {
    return new Change(
        kind,
        betterPosition,
        foundAt,
        betterSize,
        pValue,
        betterWhere,
        votes,
        until,
        ofTheMachine,
        isLoss);
  }

  /** This change, ended before the point of that position. */
  Change endedAt(Optional<Integer> end) {
    return new Change(
        kind,
        position,
        foundAt,
        size,
        pValue,
        where,
        votes,
        end.map(OptionalInt::of).orElse(OptionalInt.empty()),
        isOfTheMachine,
        isLoss);
  }
}

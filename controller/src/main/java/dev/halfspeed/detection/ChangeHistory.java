package dev.halfspeed.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The changes of a series that were accepted, and the segments between those of the level. A change
 * that leads back makes the one before it temporary; a fresh one is sought again with each point.
 */
final class ChangeHistory {
  /** How far from where it was found a change is sought again while it is fresh. */
  private static final int NEARBY = 6;

  /** Points after which a change's place is settled for what comes next. */
  static final int FRESH = 12;

  /** Beyond it a test of two levels says that they differ; one in a hundred equal ones do. */
  private static final double DIFFERENT = 2.58;

  /** Back is what comes back by three quarters at least. */
  private static final double REST = 0.25;

  private final AdjustedSeries series;
  private final int longestInterval;
  private final List<Change> changes = new ArrayList<>();
  private final List<Change> returns = new ArrayList<>();

  /** First points of the segments between level changes, the temporary ones too. */
  private final List<Integer> starts = new ArrayList<>(List.of(0));

  private int acceptedAt = -1;
  private int acceptedPosition;

  /**
   * One without changes.
   *
   * @param longestInterval points that a temporary change lasts at most
   */
  ChangeHistory(AdjustedSeries series, int longestInterval) {
    this.series = series;
    this.longestInterval = longestInterval;
  }

  /** Changes in the order in which they were accepted, but those that led back. */
  List<Change> changes() {
    return changes;
  }

  /** Changes that led back to the level before a temporary one. */
  List<Change> returns() {
    return returns;
  }

  /** The first point of the newest segment. */
  int start() {
    return starts.getLast();
  }

  /** Whether the newest segment is the first one. */
  boolean isUnchanged() {
    return starts.size() == 1;
  }

  /** Whether a change of the level was accepted after the newest point. */
  boolean isJustChanged() {
    return acceptedAt >= 0 && acceptedAt == series.newest();
  }

  /** Takes a change of the level, found with the newest point. */
  void addLevel(Change change) {
    starts.add(change.position());
    acceptedAt = series.newest();
    acceptedPosition = change.position();
    (endsTheLast(change) ? returns : changes).add(change);
  }

  /**
   * Takes a change of the spread or the tail.
   *
   * @return whether a new segment begins: one of the spread in the newest segment begins one
   */
  boolean addOther(Change change) {
    changes.add(change);
    boolean begins = change.kind() == ChangeKind.SPREAD && change.position() > start();
    if (begins) {
      starts.add(change.position());
    }
    return begins;
  }

  /** A change that leads back to the level before the last one makes that one temporary. */
  private boolean endsTheLast(Change change) {
    if (changes.isEmpty() || starts.size() < 3) {
      return false;
    }
    Change last = changes.getLast();
    if (last.kind() != ChangeKind.LEVEL) {
      return false;
    }
    int begun = starts.get(starts.size() - 2);
    boolean isNear = change.position() - begun <= longestInterval;
    boolean turnsBack = last.size().estimate() * change.size().estimate() < 0;
    if (last.isTemporary() || !isNear || !turnsBack) {
      return false;
    }
    int from = Math.max(starts.get(starts.size() - 3), begun - AdjustedSeries.NEIGHBOURHOOD);
    double[] before = series.slice(from, begun);
    double[] after = series.slice(change.position(), series.points());
    LevelNoise noise =
        series.noiseBeside(before, after).plus(LevelNoise.of(before)).plus(LevelNoise.of(after));
    double error = Math.sqrt(noise.variance(0) * (1.0 / before.length + 1.0 / after.length));
    Size rest = series.shift(before, after);
    double tolerated = Math.max(DIFFERENT * error, REST * Math.abs(last.size().estimate()));
    if (Math.abs(rest.estimate()) > Math.min(tolerated, Math.abs(last.size().estimate()) / 2)) {
      return false;
    }
    changes.set(changes.size() - 1, last.endedAt(Optional.of(change.position())));
    return true;
  }

  /**
   * Seeks a fresh change again, since later points tell better where it is.
   *
   * @return whether the newest segment begins elsewhere now
   */
  boolean relocate() {
    if (acceptedAt < 0 || series.newest() - acceptedAt > FRESH) {
      return false;
    }
    int before = starts.get(starts.size() - 2);
    int first = Math.max(before, acceptedPosition - AdjustedSeries.NEIGHBOURHOOD);
    int from = Math.max(first + 1, acceptedPosition - NEARBY);
    int to = Math.min(acceptedAt, acceptedPosition + NEARBY + 1);
    if (from >= to) {
      return false;
    }
    Location found = series.locate(first, series.points(), start(), from, to);
    if (found.position() == start()) {
      return false;
    }
    starts.set(starts.size() - 1, found.position());
    return true;
  }

  /**
   * The segments before and after a change of the level.
   *
   * @param from first point of the one before
   * @param start first point of the one after
   * @param to first point behind that
   */
  record Neighbours(int from, int start, int to) {}

  /** Those of an accepted change: the segments meet nearest to where it was found. */
  Neighbours neighbours(Change change) {
    int nearest = 1;
    for (int segment = 1; segment < starts.size(); segment++) {
      if (Math.abs(starts.get(segment) - change.position())
          < Math.abs(starts.get(nearest) - change.position())) {
        nearest = segment;
      }
    }
    return new Neighbours(
        starts.get(nearest - 1),
        starts.get(nearest),
        nearest + 1 < starts.size() ? starts.get(nearest + 1) : series.points());
  }
}

package dev.halfspeed.detection;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.statistics.inference.FisherExactTest;

/**
 * Watches the distances of a series' points from its level: whether they all grew or shrank, and
 * whether more or fewer of them lie far off. A change of the spread is a change of the level of the
 * square roots of the distances, which for normal noise are nearly normal; places are tried as for
 * the level, with stricter evidence.
 */
final class SpreadDetector {
  private static final int BEFORE = 12;
  private static final int AFTER = 6;

  /** Alarms of either kind are so many times as rare as those of the level. */
  private static final double RARER = 20;

  /** So many standard deviations from the level is far off: one normal point in 16,000. */
  private static final double FAR = 4;

  /** A tail has at least so many far points, and the places of no more are tried. */
  private static final int FEWEST_FAR = 3;

  private static final int MOST_FAR = 12;

  /** Looks at the tail come with each far point; so many are one look of another kind. */
  private static final double LOOKS = 20;

  private final double threshold;
  private final double tailLevel;
  private final Doubles distances = new Doubles();
  private final Window window = new Window();
  private int start;
  private int tailStart;
  private double far;

  SpreadDetector(DetectionSettings settings) {
    threshold = EvidenceCalibration.threshold(settings.falseAlarms() / RARER);
    tailLevel = settings.falseAlarms() / RARER / LOOKS;
  }

  void add(double distance) {
    distances.add(distance);
    if (window.points() == 0 || window.isStale()) {
      fit();
    } else {
      window.add(Math.sqrt(distance));
    }
  }

  /** The level of a point's segment is known better now. */
  void revise(int position, double distance) {
    distances.set(position, distance);
  }

  /** Takes in what was revised. */
  void fit() {
    int from = Math.max(start, distances.size() - Window.LONGEST);
    double[] roots = distances.slice(from, distances.size());
    for (int index = 0; index < roots.length; index++) {
      roots[index] = Math.sqrt(roots[index]);
    }
    window.fit(from, roots, 0);
    int ofTail = Math.max(tailStart, distances.size() - Window.LONGEST);
    far = FAR * Robust.ofDistances(distances.slice(ofTail, distances.size()));
  }

  /** Looks at the points so far. */
  Optional<Change> look() {
    Optional<Change> spread = spread();
    return spread.isPresent() ? spread : tail();
  }

  private Optional<Change> spread() {
    if (window.points() < BEFORE + AFTER) {
      return Optional.empty();
    }
    Scan scan = Scan.of(window, BEFORE, AFTER, 0, 0, 0);
    if (scan.evidence() < threshold) {
      return Optional.empty();
    }
    int count = distances.size();
    double[] all = distances.slice(window.first(), count);
    int change = all.length - scan.after();
    List<Ballot> votes = Vote.onSpread(all, change, EvidenceCalibration.pValue(scan.evidence()));
    if (!votes.stream().allMatch(Ballot::agrees)) {
      return Optional.empty();
    }
    double[] roots = Arrays.stream(all).map(Math::sqrt).toArray();
    Location location = Location.of(roots, window.first(), 2, roots.length - 1, 0, 0, 0, 0);
    double estimate =
        Math.log(mean(distances.slice(location.position(), count)))
            - Math.log(mean(distances.slice(window.first(), location.position())));
    double before = location.position() - window.first();
    double after = count - location.position();
    // The mean distance of normal values has the variance (pi / 2 - 1) / n, relative to its square.
    double error = 1.96 * Math.sqrt((Math.PI / 2 - 1) * (1 / before + 1 / after));
    return Optional.of(
        change(
            ChangeKind.SPREAD,
            location.position(),
            new Size(estimate, estimate - error, estimate + error),
            EvidenceCalibration.pValue(scan.evidence()),
            location.where(),
            votes));
  }

  /** Looks when the newest point is far off. */
  private Optional<Change> tail() {
    int count = distances.size();
    int from = Math.max(tailStart, count - Window.LONGEST);
    if (count - from < BEFORE + AFTER) {
      return Optional.empty();
    }
    if (far == 0 || distances.get(count - 1) <= far) {
      return Optional.empty();
    }
    double[] all = distances.slice(from, count);
    int farInAll = (int) Arrays.stream(all).filter(d -> d > far).count();
    int farAfter = 0;
    double least = 1;
    int best = -1;
    for (int index = all.length - 1; index >= BEFORE && farAfter < MOST_FAR; index--) {
      if (all[index] <= far) {
        continue;
      }
      farAfter++;
      int after = all.length - index;
      int[][] table = {
        {farAfter, after - farAfter},
        {farInAll - farAfter, all.length - after - farInAll + farAfter}
      };
      double p = farAfter < FEWEST_FAR ? 1 : FisherExactTest.withDefaults().test(table).getPValue();
      if (p < least) {
        least = p;
        best = index;
      }
    }
    if (best < 0 || least > tailLevel) {
      return Optional.empty();
    }
    List<Ballot> votes = Vote.onTail(all, best, least);
    if (!votes.stream().allMatch(Ballot::agrees)) {
      return Optional.empty();
    }
    double share = share(all, best, all.length, far) - share(all, 0, best, far);
    double error =
        1.96
            * Math.sqrt(
                variance(share(all, best, all.length, far), all.length - best)
                    + variance(share(all, 0, best, far), best));
    int position = from + best;
    return Optional.of(
        change(
            ChangeKind.TAIL,
            position,
            new Size(share, share - error, share + error),
            Math.min(1, least * LOOKS),
            List.of(new GapProbability(position, 1)),
            votes));
  }

  private static double share(double[] all, int from, int to, double far) {
    return (double) Arrays.stream(all, from, to).filter(d -> d > far).count() / (to - from);
  }

  private static double variance(double share, int count) {
    return share * (1 - share) / count;
  }

  private static double mean(double[] values) {
    return Math.max(Double.MIN_NORMAL, Arrays.stream(values).average().orElse(0));
  }

  private Change change(
      ChangeKind kind,
      int position,
      Size size,
      double pValue,
      List<GapProbability> where,
      List<Ballot> votes) {
    return new Change(
        kind,
        position,
        distances.size() - 1,
        size,
        pValue,
        where,
        votes,
        OptionalInt.empty(),
        false,
        size.estimate() > 0);
  }

  /** A change of the spread or of the tail was accepted. */
  void begin(Change change) {
    tailStart = change.position();
    if (change.kind() == ChangeKind.SPREAD) {
      start = change.position();
    }
    fit();
  }
}

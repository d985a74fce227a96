package dev.halfspeed.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Reads whole series: takes their points one by one, as a watch gets them, and accepts what is
 * proposed. Safe for several threads.
 */
public final class Detector {
  private final DetectionSettings settings;

  public Detector(DetectionSettings settings) {
    this.settings = settings;
  }

  /** Reads one series. */
  public SeriesFindings detect(Series series) {
    var detector = new SeriesDetector(settings, series.better());
    for (SeriesPoint point : series.points()) {
      Look look = detector.add(point);
      if (look.proposed().isPresent()) {
        detector.accept(look);
      }
    }
    return detector.findings();
  }

  /**
   * Reads series that belong together. The first points of all are one round, the second ones
   * another.
   *
   * @return findings in the order of the series
   */
  public List<SeriesFindings> detect(List<Series> series) {
    return detect(
        series,
        series.stream()
            .map(one -> IntStream.range(0, one.points().size()).boxed().toList())
            .toList());
  }

  /**
   * Reads series that belong together. A proposal is accepted when it is a discovery among the
   * looks of its round, and is made again at the next point otherwise.
   *
   * @param rounds of each series the number of the round that each of its points came in; it rises
   *     from point to point
   * @return findings in the order of the series
   * @throws IllegalArgumentException when the rounds are not as many as the points, or don't rise
   */
  public List<SeriesFindings> detect(List<Series> series, List<List<Integer>> rounds) {
    List<SeriesDetector> detectors =
        series.stream().map(one -> new SeriesDetector(settings, one.better())).toList();
    int[] next = new int[series.size()];
    SortedSet<Integer> all = new TreeSet<>();
    for (int index = 0; index < series.size(); index++) {
      check(series.get(index), rounds.get(index));
      all.addAll(rounds.get(index));
    }
    for (int number : all) {
      var round = new Round(settings);
      for (int index = 0; index < detectors.size(); index++) {
        List<SeriesPoint> points = series.get(index).points();
        if (next[index] < points.size() && rounds.get(index).get(next[index]) == number) {
          SeriesDetector detector = detectors.get(index);
          round.add(detector, detector.add(points.get(next[index])));
          next[index]++;
        }
      }
      round.settle();
    }
    return detectors.stream().map(SeriesDetector::findings).toList();
  }

  private static void check(Series series, List<Integer> rounds) {
    boolean isRising =
        IntStream.range(1, rounds.size()).allMatch(at -> rounds.get(at - 1) < rounds.get(at));
    if (rounds.size() != series.points().size() || !isRising) {
      throw new IllegalArgumentException(
          "series %s has %d points, and its rounds are %s"
              .formatted(series.name(), series.points().size(), rounds));
    }
  }

  /** The looks at many series after new points of theirs, such as those of one day. */
  private static final class Round {
    private final DetectionSettings settings;
    private final List<SeriesDetector> detectors = new ArrayList<>();
    private final List<Look> looks = new ArrayList<>();

    Round(DetectionSettings settings) {
      this.settings = settings;
    }

    /** Takes a look at a series; also one that showed nothing. */
    void add(SeriesDetector detector, Look look) {
      detectors.add(detector);
      looks.add(look);
    }

    /** Accepts the proposals that are discoveries. */
    void settle() {
      double limit =
          FalseDiscoveries.limit(
              looks.stream().mapToDouble(Round::pValue).toArray(), settings.falseDiscoveries());
      for (int index = 0; index < looks.size(); index++) {
        Look look = looks.get(index);
        if (look.proposed().isPresent() && look.pValue() <= limit) {
          detectors.get(index).accept(look);
        }
      }
    }

    /** Evidence that the tests do not agree on is none. */
    private static double pValue(Look look) {
      return look.proposed().isPresent() ? look.pValue() : 1;
    }
  }
}

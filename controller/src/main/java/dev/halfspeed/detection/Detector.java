package dev.halfspeed.detection;

import java.util.ArrayList;
import java.util.List;

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
   * another; a proposal is accepted when it is a discovery among the looks of its round, and is
   * made again at the next point otherwise.
   *
   * @return findings in the order of the series
   */
  public List<SeriesFindings> detect(List<Series> series) {
    List<SeriesDetector> detectors =
        series.stream().map(one -> new SeriesDetector(settings, one.better())).toList();
    int longest = series.stream().mapToInt(one -> one.points().size()).max().orElse(0);
    for (int position = 0; position < longest; position++) {
      var round = new Round(settings);
      for (int index = 0; index < detectors.size(); index++) {
        List<SeriesPoint> points = series.get(index).points();
        if (position < points.size()) {
          SeriesDetector detector = detectors.get(index);
          round.add(detector, detector.add(points.get(position)));
        }
      }
      round.settle();
    }
    return detectors.stream().map(SeriesDetector::findings).toList();
  }

  /** The looks at many series after new points of theirs, such as those of one day. */
  public static final class Round {
    private final DetectionSettings settings;
    private final List<SeriesDetector> detectors = new ArrayList<>();
    private final List<Look> looks = new ArrayList<>();

    public Round(DetectionSettings settings) {
      this.settings = settings;
    }

    /** Takes a look at a series; also one that showed nothing. */
    public void add(SeriesDetector detector, Look look) {
      detectors.add(detector);
      looks.add(look);
    }

    /**
     * Accepts the proposals that are discoveries.
     *
     * @return for each look in its order whether it was accepted
     */
    public List<Boolean> settle() {
      double limit =
          FalseDiscoveries.limit(
              looks.stream().mapToDouble(Round::pValue).toArray(), settings.falseDiscoveries());
      var accepted = new ArrayList<Boolean>();
      for (int index = 0; index < looks.size(); index++) {
        Look look = looks.get(index);
        boolean isDiscovery = look.proposed().isPresent() && look.pValue() <= limit;
        if (isDiscovery) {
          detectors.get(index).accept(look);
        }
        accepted.add(isDiscovery);
      }
      return accepted;
    }

    /** Evidence that the tests do not agree on is none. */
    private static double pValue(Look look) {
      return look.proposed().isPresent() ? look.pValue() : 1;
    }
  }
}

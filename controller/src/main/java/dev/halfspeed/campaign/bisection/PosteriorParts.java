package dev.halfspeed.campaign.bisection;

import java.util.ArrayList;
import java.util.List;

/** Takes neighbours together, so that a range of any length is told in a few hundred numbers. */
final class PosteriorParts {
  /** More bars than that are not told apart in a chart. */
  static final int MOST = 200;

  /** What the stretch of suspects leaves out on either side. */
  private static final double OUTSIDE = 0.005;

  private static final double DIGITS = 1e6;

  private PosteriorParts() {}

  /** The parts of the whole range, and those of where the suspects are. */
  static AssessmentRecord.Posterior of(List<Double> probabilities) {
    double all = sum(probabilities, 0, probabilities.size());
    int from = 0;
    for (double before = 0; from < probabilities.size() - 1; from++) {
      before += probabilities.get(from);
      if (before >= OUTSIDE * all) {
        break;
      }
    }
    int until = probabilities.size();
    for (double after = 0; until > from + 1; until--) {
      after += probabilities.get(until - 1);
      if (after >= OUTSIDE * all) {
        break;
      }
    }
    return new AssessmentRecord.Posterior(
        parts(probabilities), from, until, parts(probabilities.subList(from, until)));
  }

  private static List<Double> parts(List<Double> probabilities) {
    int size = probabilities.size();
    int count = Math.min(MOST, size);
    List<Double> parts = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      int from = (int) ((long) part * size / count);
      int until = (int) ((part + 1L) * size / count);
      parts.add(Math.round(sum(probabilities, from, until) * DIGITS) / DIGITS);
    }
    return parts;
  }

  /** Without a stream: there are a hundred thousand of them at each decision. */
  private static double sum(List<Double> probabilities, int from, int until) {
    double sum = 0;
    for (int at = from; at < until; at++) {
      sum += probabilities.get(at);
    }
    return sum;
  }
}

package dev.halfspeed.search.noise;

/**
 * The likelihood of a value that was rounded to a multiple of a step: the noise takes the true
 * value to anywhere within half a step of what was reported. As a function of the level it is not a
 * Gaussian's, but log-concave; about one level it is taken for the parabola that touches it there.
 * See docs/model.md, "Rounded values".
 *
 * <p>Remembers the latest answers, since rounded values are few different ones. Not for use by
 * several threads.
 */
final class RoundedLikelihood {
  private static final double ROOT_2 = Math.sqrt(2);
  private static final double LOG_ROOT_2_PI = Math.log(2 * Math.PI) / 2;

  /** A wider noise dithers: there the value is as good as a Gaussian's with the step's variance. */
  private static final double DITHERS = 0.7;

  /**
   * The parabola bends at least so much as one that falls from the middle of the step to its edge
   * as the likelihood does. In the middle of a step that is large against the noise the likelihood
   * is flat, and its parabola would know nothing of the edges: every level would be as good.
   */
  private static final double OF_CHORD = 0.85;

  /** So far inside its step a level takes all of it. */
  private static final double INSIDE = -8;

  private static final double[] ERFC = {
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806,
    0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277
  };

  private static final int REMEMBERED = 64;

  private final double[][] remembered = new double[REMEMBERED][];

  private double log;
  private double precision;
  private double pull;

  /** Whether noise of this standard deviation leaves steps visible in the mean of many values. */
  static boolean matters(double step, double deviation) {
    return deviation < DITHERS * step;
  }

  /**
   * Finds the parabola.
   *
   * @param rest the reported value less the level
   * @param deviation of the noise before rounding
   */
  void touch(double rest, double step, double deviation) {
    long bits = Double.doubleToLongBits(rest) * 31 + Double.doubleToLongBits(deviation);
    bits = 31 * bits + Double.doubleToLongBits(step);
    bits *= 0x9E3779B97F4A7C15L;
    int place = (int) (bits >>> 58);
    double[] known = remembered[place];
    if (known == null || known[0] != rest || known[1] != step || known[2] != deviation) {
      compute(Math.abs(rest), step, deviation);
      known = new double[] {rest, step, deviation, log, precision, rest < 0 ? -pull : pull};
      remembered[place] = known;
    }
    log = known[3];
    precision = known[4];
    pull = known[5];
  }

  private void compute(double rest, double step, double deviation) {
    double from = (rest - step / 2) / deviation;
    double to = (rest + step / 2) / deviation;
    double logPart;
    double slope;
    double bend;
    if (from >= 0) {
      // All by the density at the nearer edge, which may be too small for a number of its own.
      double ratio = Math.exp(-(to - from) * (to + from) / 2);
      double mills = mills(from) - ratio * mills(to);
      logPart = -from * from / 2 - LOG_ROOT_2_PI + Math.log(mills);
      slope = (1 - ratio) / mills;
      bend = slope * slope - (from - to * ratio) / mills;
    } else {
      double near = Math.exp(-from * from / 2);
      double far = Math.exp(-to * to / 2);
      double missing = from < INSIDE ? 0 : near * mills(-from) + far * mills(to);
      double part = 1 - missing / Math.sqrt(2 * Math.PI);
      logPart = Math.log(part);
      slope = (near - far) / (Math.sqrt(2 * Math.PI) * part);
      bend = slope * slope - (from * near - to * far) / (Math.sqrt(2 * Math.PI) * part);
    }
    bend = Math.clamp(Math.max(bend, OF_CHORD * chord(step / deviation)), 0, 1);
    precision = bend / (deviation * deviation);
    // The parabola's top, seen from the reported value.
    pull = deviation * slope / bend - rest;
    // A density, as those of values that were not rounded are, less the same constant.
    log = logPart - Math.log(step) + slope * slope / (2 * bend) + LOG_ROOT_2_PI;
  }

  /**
   * How much a parabola bends that falls by as much from the middle of a step to its edge as the
   * likelihood does.
   *
   * @param width of the step, in standard deviations of the noise
   */
  private static double chord(double width) {
    double middle = 1 - 2 * tail(width / 2);
    double edge = 0.5 - tail(width);
    return 8 * Math.log(middle / edge) / (width * width);
  }

  private static double tail(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * mills(x);
  }

  /**
   * The upper tail of a normal distribution by its density, for x from 0: the Chebyshev fit of
   * erfc, Numerical Recipes 6.2 (relative error below 1.2e-7).
   */
  private static double mills(double x) {
    double z = x / ROOT_2;
    double t = 1 / (1 + z / 2);
    double sum = ERFC[ERFC.length - 1];
    for (int power = ERFC.length - 2; power >= 0; power--) {
      sum = ERFC[power] + t * sum;
    }
    return t * Math.exp(sum) * Math.sqrt(Math.PI / 2);
  }

  /** The parabola's height, in nats, at its top; a value's Gaussian has half its log precision. */
  double log() {
    return log;
  }

  /** How much the parabola bends. */
  double precision() {
    return precision;
  }

  /** How far its top lies above the reported value. */
  double pull() {
    return pull;
  }
}

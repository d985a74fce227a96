package dev.halfspeed.search;

import java.util.List;

/**
 * One finished piece of work, as the search sees it. Infrastructure faults are never evidence and
 * do not appear here.
 */
public sealed interface Evidence {
  /** A boot that gave numbers, or whose runs passed or failed. */
  sealed interface Booted extends Evidence {
    /** What was booted. */
    Revision revision();

    /** Number of the machine, from 0. */
    int machine();

    /** Names the build: boots of one image share its code layout. */
    String image();

    /** Why. */
    Purpose purpose();

    /** How many runs it had, at least 1. */
    int runs();
  }

  /**
   * A boot that gave numbers.
   *
   * @param machine number of the machine, from 0
   * @param image names the build: boots of one image share its code layout; equal kernels have
   *     equal names
   * @param values one per run: the natural logarithm of the metric, its sign turned so that a
   *     regression makes it smaller
   */
  record Measured(
      Revision revision, int machine, String image, Purpose purpose, List<Double> values)
      implements Booted {
    public Measured {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("a measured boot has at least one run");
      }
    }

    @Override
    public int runs() {
      return values.size();
    }
  }

  /**
   * An image was made. Worth telling before it is booted: a kernel equal to one that was measured
   * needs no boot, and no commit between the two is the culprit.
   *
   * @param image names the build, as in {@link Measured}
   */
  record Built(Revision revision, String image) implements Evidence {}

  /**
   * A boot of a reproducer that only passes or fails.
   *
   * @param image names the build, as in {@link Measured}
   * @param passed runs that passed, as on a good kernel
   * @param failed runs that failed, as on a bad one
   */
  record Judged(
      Revision revision, int machine, String image, Purpose purpose, int passed, int failed)
      implements Booted {
    public Judged {
      if (passed < 0 || failed < 0 || passed + failed == 0) {
        throw new IllegalArgumentException("a judged boot has at least one run");
      }
    }

    @Override
    public int runs() {
      return passed + failed;
    }
  }

  /**
   * A boot of an earlier campaign, on a kernel that need not be in this range: tells how noisy the
   * machine is, and nothing about levels or commits.
   *
   * @param image names the build: boots of one image have one true value
   * @param values one per run, as in {@link Measured}
   */
  record Earlier(int machine, String image, List<Double> values) implements Evidence {
    public Earlier {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("a measured boot has at least one run");
      }
    }
  }

  /**
   * What somebody says of a candidate, whatever was measured of it. It rules suspects out; a proof
   * needs boots all the same.
   *
   * @param isBad whether the candidate has the culprit
   */
  record Marked(Revision revision, boolean isBad) implements Evidence {}

  /** A revision that can't be tested: says nothing about where the culprit is. */
  record Untestable(Revision revision, Cause cause) implements Evidence {}

  /** Why a revision can't be tested. */
  enum Cause {
    UNBUILDABLE,
    UNBOOTABLE,
    REPRODUCER_FAILED,
    /** It could be, but somebody does not want it. */
    SKIPPED
  }
}

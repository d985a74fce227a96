package dev.halfspeed.jobs;

import dev.halfspeed.problem.Problem;
import java.util.List;

/** A log that a job left or still writes, read in parts. However long it is, none is read whole. */
public interface JobLog {
  /** Bytes of a line; what is behind them is cut off. */
  int WIDTH = 1_000;

  /**
   * How long it is now.
   *
   * @param lines the last one also where it has no end yet
   */
  record Extent(long bytes, long lines) {}

  /**
   * A line.
   *
   * @param number from 1
   * @param text as it was written, at most {@link #WIDTH} bytes of it
   */
  record Line(long number, String text) {}

  /** How long it is now. */
  Extent extent() throws Problem;

  /**
   * Bytes, none behind the end.
   *
   * @param offset of the first, from 0
   */
  byte[] bytes(long offset, int most) throws Problem;

  /**
   * Lines, none behind the end; fewer where all of them together are too long.
   *
   * @param first from 1
   */
  List<Line> lines(long first, int count) throws Problem;

  /** The first lines that have a text in them, in letters of either size. */
  List<Line> find(String text, int most) throws Problem;

  /** The first lines that sound like errors. */
  List<Line> errors(int most) throws Problem;
}

package dev.halfspeed.agent;

/**
 * What of a text file on a machine is asked for. The machine does the work, so that however large
 * the file is, only what was asked for travels.
 */
public sealed interface FilePart {
  /** How many bytes and how many ends of lines it has: two numbers with a blank in between. */
  record Extent() implements FilePart {}

  /**
   * Bytes.
   *
   * @param offset of the first one, from 0
   */
  record Bytes(long offset, int most) implements FilePart {}

  /**
   * Whole lines.
   *
   * @param first from 1
   * @param width bytes of each line; what is behind them is cut off
   * @param mostBytes of all of them
   */
  record Lines(long first, int count, int width, int mostBytes) implements FilePart {}

  /**
   * The first lines that have a text in them, in letters of either size, each with its number, from
   * 1, and a colon before it.
   *
   * @param text a line of text; or an extended regular expression
   * @param width bytes of each line, its number among them
   */
  record Matches(String text, boolean isExpression, int count, int width) implements FilePart {}
}

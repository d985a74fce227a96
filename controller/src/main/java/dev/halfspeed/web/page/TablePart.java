package dev.halfspeed.web.page;

/**
 * Which part of a long table is shown.
 *
 * @param page from 1
 * @param pages how many there are
 * @param from place of the first row
 * @param until place after the last one
 * @param rows how many there are in all
 */
public record TablePart(int page, int pages, int from, int until, int rows) {
  /** A page of a table; one that is not there is the nearest that is. */
  public static TablePart of(int rows, int each, int page) {
    int pages = Math.max(1, (rows + each - 1) / each);
    int shown = Math.clamp(page, 1, pages);
    int from = (shown - 1) * each;
    return new TablePart(shown, pages, from, Math.min(rows, from + each), rows);
  }

  /** Such as 1 to 50 of 120. */
  public String words() {
    return rows == 0 ? "none" : "%,d to %,d of %,d".formatted(from + 1, until, rows);
  }
}

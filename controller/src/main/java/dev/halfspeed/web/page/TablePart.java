package dev.halfspeed.web.page;

import java.util.function.IntFunction;

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

  /**
   * The page on which a row is.
   *
   * @param row its place in the whole table, from 0
   */
  public static int pageOf(int row, int each) {
    return row / each + 1;
  }

  /**
   * The address of a row: within this page where it is shown, else with its page.
   *
   * @param row its place in the whole table, from 0
   * @param each rows of a page
   * @param name of the row within its page
   * @param address of a page of the table
   */
  public String address(int row, int each, String name, IntFunction<String> address) {
    int on = pageOf(row, each);
    return (on == page ? "" : address.apply(on)) + "#" + name;
  }

  /** Such as 1 to 50 of 120. */
  public String words() {
    return rows == 0 ? "none" : "%,d to %,d of %,d".formatted(from + 1, until, rows);
  }
}

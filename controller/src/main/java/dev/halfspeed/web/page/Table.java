package dev.halfspeed.web.page;

import java.util.List;
import java.util.function.Function;

/** Some rows of a table that may be long. */
public record Table<T>(List<T> rows, TablePart pages) {
  public Table {
    rows = List.copyOf(rows);
  }

  /**
   * A page of a table.
   *
   * @param each rows of a page
   * @param page from 1
   */
  public static <S, T> Table<T> of(List<S> all, int each, int page, Function<S, T> row) {
    TablePart part = TablePart.of(all.size(), each, page);
    return new Table<>(all.subList(part.from(), part.until()).stream().map(row).toList(), part);
  }
}

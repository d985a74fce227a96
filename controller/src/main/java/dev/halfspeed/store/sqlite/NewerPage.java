package dev.halfspeed.store.sqlite;

import java.util.OptionalLong;
import org.jdbi.v3.core.statement.Query;

/** Finds the page before one, in lists whose pages are asked for by the number that ends them. */
final class NewerPage {
  private NewerPage() {}

  /**
   * The query for the number behind a page of the smallest numbers.
   *
   * @param numbers selects them, in a column called number
   * @param column by which they are sorted
   */
  static String query(String numbers, String column) {
    return "SELECT max(number) + 1 FROM (" + numbers + " ORDER BY " + column + " LIMIT :most)";
  }

  /** What such a query gives; empty where there are no numbers. */
  static OptionalLong of(Query query) {
    return query.mapTo(Long.class).stream()
        .filter(number -> number != null)
        .mapToLong(number -> number)
        .findFirst();
  }
}

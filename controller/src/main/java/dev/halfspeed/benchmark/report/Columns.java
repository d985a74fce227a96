package dev.halfspeed.benchmark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Lays rows of cells out in columns. */
final class Columns {
  private Columns() {}

  /** A line for each row. Columns of words begin at their left edge, others end at their right. */
  static List<String> aligned(List<List<String>> rows, IntPredicate isText) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    var lines = new ArrayList<String>();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = row.get(column);
        String space = " ".repeat(widths[column] - cell.length());
        line.append(isText.test(column) ? cell + space : space + cell).append("  ");
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}

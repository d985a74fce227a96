package dev.halfspeed.detection.replay;

import dev.halfspeed.detection.Better;
import dev.halfspeed.detection.Series;
import dev.halfspeed.detection.SeriesPoint;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Series as comma-separated values. The first line names the columns, in any order: {@code series},
 * {@code label} and {@code time} may be missing; then {@code value}, the metric as measured, or
 * {@code ratio}, the logarithm of its ratio to the reference; with {@code ratio} may come {@code
 * variance} of it, and {@code reference}, the logarithm of the reference's own metric; and {@code
 * boots}. A cell may be quoted. Lines that are empty or begin with # are skipped.
 */
public final class SeriesCsv {
  private static final List<String> COLUMNS =
      List.of("series", "label", "time", "value", "ratio", "variance", "boots", "reference");

  /** As a watch takes them: two of the reference, two of the new kernel. */
  private static final int USUAL_BOOTS = 4;

  private static final int MOST_BOOTS = 1_000_000;
  private static final int SHOWN = 40;

  private final String file;
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private final Map<String, List<SeriesPoint>> points = new LinkedHashMap<>();

  private SeriesCsv(String file) {
    this.file = file;
  }

  /**
   * Reads series, in the order of their first lines.
   *
   * @param file for messages
   * @param better which values are better, of all series
   * @throws Problem with the line that is wrong, the first one
   */
  public static List<Series> read(String text, String file, Better better) throws Problem {
    var csv = new SeriesCsv(file);
    int number = 0;
    for (String line : text.split("\r?\n", -1)) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        csv.take(number, line);
      }
    }
    if (csv.points.isEmpty()) {
      throw new Problem(
          file + " has no points.",
          "Begin it with a line such as series,label,value and write a line for each point.");
    }
    var series = new ArrayList<Series>();
    for (Map.Entry<String, List<SeriesPoint>> one : csv.points.entrySet()) {
      series.add(new Series(one.getKey(), better, one.getValue()));
    }
    return series;
  }

  private void take(int number, String line) throws Problem {
    List<String> cells = cells(number, line);
    if (columns.isEmpty()) {
      head(number, cells);
      return;
    }
    if (cells.size() != columns.size()) {
      throw wrong(
          number,
          "has " + cells.size() + " cells, and the first line names " + columns.size() + " columns",
          "Give each line as many cells; quote one that has a comma: \"a, b\".");
    }
    String series = cell(cells, "series").orElse("series");
    List<SeriesPoint> own = points.computeIfAbsent(series, ignored -> new ArrayList<>());
    SeriesPoint point = point(number, cells, own.size());
    if (!own.isEmpty() && own.getFirst().reference().isPresent() != point.reference().isPresent()) {
      throw wrong(
          number,
          (point.reference().isPresent() ? "has a" : "has no")
              + " reference, unlike the first point of series "
              + shown(series),
          "Give all points of a series a reference, or none.");
    }
    own.add(point);
  }

  private void head(int number, List<String> names) throws Problem {
    for (String name : names) {
      if (!COLUMNS.contains(name)) {
        throw wrong(
            number,
            "names a column \"" + shown(name) + "\", which is unknown",
            capital(NearestName.suggest(name, COLUMNS)));
      }
      if (columns.putIfAbsent(name, columns.size()) != null) {
        throw wrong(number, "names the column " + name + " twice", "Leave one of them out.");
      }
    }
    if (columns.containsKey("value") == columns.containsKey("ratio")) {
      throw wrong(
          number,
          columns.containsKey("value")
              ? "names both value and ratio"
              : "names neither value nor ratio",
          "Give one of them: value is the metric as measured, ratio the logarithm of its ratio to"
              + " the reference.");
    }
    if (columns.containsKey("value")
        && (columns.containsKey("variance") || columns.containsKey("reference"))) {
      throw wrong(
          number,
          "names " + (columns.containsKey("variance") ? "variance" : "reference") + " beside value",
          "They belong to ratio.");
    }
  }

  private SeriesPoint point(int number, List<String> cells, int position) throws Problem {
    OptionalDouble variance = decimal(number, cells, "variance");
    if (variance.orElse(0) < 0) {
      throw wrong(number, "has a variance below 0", "A variance is 0 or more.");
    }
    return new SeriesPoint(
        cell(cells, "label").orElse(String.valueOf(position)),
        time(number, cells),
        value(number, cells),
        variance,
        boots(number, cells),
        decimal(number, cells, "reference"));
  }

  private double value(int number, List<String> cells) throws Problem {
    String column = columns.containsKey("value") ? "value" : "ratio";
    OptionalDouble value = decimal(number, cells, column);
    if (value.isEmpty()) {
      throw wrong(number, "has no " + column, "Leave the line out where nothing was measured.");
    }
    if (column.equals("ratio")) {
      return value.getAsDouble();
    }
    if (value.getAsDouble() <= 0) {
      throw wrong(
          number,
          "has the value " + cell(cells, column).map(SeriesCsv::shown).orElse(""),
          "A value is more than 0, since changes are told in per cent; for others give ratio.");
    }
    return Math.log(value.getAsDouble());
  }

  private Optional<Instant> time(int number, List<String> cells) throws Problem {
    Optional<String> text = cell(cells, "time");
    try {
      return text.map(Instant::parse);
    } catch (DateTimeException e) {
      throw wrong(
          number,
          "has the time \"" + shown(text.orElse("")) + "\"",
          "Write it like this: 2026-11-29T10:15:00Z");
    }
  }

  private int boots(int number, List<String> cells) throws Problem {
    OptionalDouble boots = decimal(number, cells, "boots");
    double count = boots.orElse(USUAL_BOOTS);
    if (count < 1 || count > MOST_BOOTS || count != Math.rint(count)) {
      throw wrong(
          number,
          "has " + cell(cells, "boots").map(SeriesCsv::shown).orElse("") + " boots",
          "Boots are a whole number from 1 on.");
    }
    return (int) count;
  }

  private OptionalDouble decimal(int number, List<String> cells, String column) throws Problem {
    Optional<String> text = cell(cells, column);
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value = Double.NaN;
    try {
      value = Double.parseDouble(text.get());
    } catch (NumberFormatException e) {
      // Said below, as for what is a number and infinite.
    }
    if (!Double.isFinite(value)) {
      throw wrong(
          number,
          "has the " + column + " \"" + shown(text.get()) + "\", which is no number",
          "Write it with a point, without a unit: 1234.5");
    }
    return OptionalDouble.of(value);
  }

  private Optional<String> cell(List<String> cells, String column) {
    Integer index = columns.get(column);
    return index == null || cells.get(index).isEmpty()
        ? Optional.empty()
        : Optional.of(cells.get(index));
  }

  private List<String> cells(int number, String line) throws Problem {
    if (line.indexOf('"') < 0) {
      return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
    }
    var cells = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean isQuoted = false;
    for (int index = 0; index < line.length(); index++) {
      char letter = line.charAt(index);
      boolean isDoubled =
          isQuoted && letter == '"' && index + 1 < line.length() && line.charAt(index + 1) == '"';
      if (isDoubled) {
        cell.append('"');
        index++;
      } else if (letter == '"') {
        isQuoted = !isQuoted;
      } else if (letter == ',' && !isQuoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(letter);
      }
    }
    if (isQuoted) {
      throw wrong(number, "has a quote that is not closed", "Close it in the same line.");
    }
    cells.add(cell.toString().strip());
    return cells;
  }

  private Problem wrong(int number, String what, String next) {
    return new Problem(file + ", line " + number + " " + what + ".", next);
  }

  private static String shown(String text) {
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0))
        + text.substring(1)
        + (text.endsWith("?") ? "" : ".");
  }
}

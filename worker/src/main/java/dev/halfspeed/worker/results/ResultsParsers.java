package dev.halfspeed.worker.results;

import java.util.List;
import java.util.Optional;

/** The parsers that there are. */
public final class ResultsParsers {
  /** All of them. */
  public static final List<ResultsParser> ALL =
      List.of(new JsonParser(), new ExitCodeParser(), new PgbenchParser());

  private ResultsParsers() {}

  /** The one of that name. */
  public static Optional<ResultsParser> named(String name) {
    return ALL.stream().filter(parser -> parser.name().equals(name)).findFirst();
  }
}

package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lab whose controller, of commit 73147d0, was killed at work: its database, kernel history,
 * lab file and recipe, laid out in a folder. The README beside these files says how they were made.
 */
final class OldLab {
  /** Where all of it lay. */
  private static final String HOME = "/home/lab";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Path written;

  private OldLab(Path folder) {
    this.folder = folder;
    written = folder.resolve("written.db");
  }

  /** Lays it out in an empty folder. */
  static OldLab in(Path folder) throws Exception {
    var lab = new OldLab(folder);
    Path resources = resources();
    try (InputStream packed = Files.newInputStream(resources.resolve("halfspeed.db.gz"));
        var database = new GZIPInputStream(packed)) {
      Files.copy(database, lab.written);
    }
    Files.createDirectories(lab.state());
    Files.copy(lab.written, lab.database());
    Files.copy(resources.resolve("lab.yaml"), folder.resolve("lab.yaml"));
    copyRecipe(resources.resolve("recipes/tiny"), folder.resolve("recipes/tiny"));
    importHistory(resources.resolve("linux.fast-export"), lab.repository());
    return lab;
  }

  private static Path resources() throws URISyntaxException {
    return Path.of(
        requireNonNull(OldLab.class.getResource("/dev/halfspeed/store/73147d0")).toURI());
  }

  private static void copyRecipe(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    // Whether a file is executable does not survive every build, and is part of a recipe's digest.
    if (!to.resolve("run").toFile().setExecutable(true)) {
      throw new IOException("can't make " + to.resolve("run") + " executable");
    }
  }

  private static void importHistory(Path stream, Path repository) throws Exception {
    git(null, "init", "-q", "-b", "master", repository.toString());
    git(stream, "-C", repository.toString(), "fast-import", "--quiet");
  }

  private static void git(@Nullable Path input, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    if (builder.start().waitFor() != 0) {
      throw new IOException(command + " failed");
    }
  }

  Path state() {
    return folder.resolve("state");
  }

  Path recipes() {
    return folder.resolve("recipes");
  }

  Path repository() {
    return folder.resolve("linux");
  }

  /** The controller's own copy of the database, which it may change. */
  Path database() {
    return state().resolve("halfspeed.db");
  }

  /** Lets the controller's copy name this folder, as who moved the lab here would. */
  void move() {
    // Rows of checks never change; moving house is no change that a controller makes.
    change("DROP TRIGGER machine_check_stays");
    for (String table : List.of("bisection", "machine_check")) {
      change(
          "UPDATE %s SET request_json = replace(request_json, '\"%s/', '\"%s/')"
              .formatted(table, HOME, folder));
    }
    change(
        "CREATE TRIGGER machine_check_stays BEFORE UPDATE ON machine_check"
            + " BEGIN SELECT RAISE(ABORT, 'checks are only added'); END");
  }

  private void change(String sql) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** What the database held when it was found, by plain SQL: a line each row, as {@link #row}. */
  List<String> written(String query) {
    return table(query).stream().map(columns -> row(columns.toArray())).toList();
  }

  /** The same with a value each column. */
  List<List<@Nullable Object>> table(String query) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + written);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      var all = new ArrayList<List<@Nullable Object>>();
      while (rows.next()) {
        var columns = new ArrayList<@Nullable Object>();
        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
          columns.add(rows.getObject(column));
        }
        all.add(columns);
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  /** Values as one line that can be compared: times and lists as the database has them. */
  static String row(@Nullable Object... values) {
    return Stream.of(values).map(OldLab::text).collect(Collectors.joining(" | "));
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case Instant time -> TIME.format(time);
      case List<?> list ->
          list.stream().map(OldLab::text).collect(Collectors.joining(",", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> entry.getKey() + "=" + entry.getValue())
              .collect(Collectors.joining(","));
      case null -> "null";
      default -> value.toString();
    };
  }
}

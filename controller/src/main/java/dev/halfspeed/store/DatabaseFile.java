package dev.halfspeed.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** An SQLite file on its way from a path to a pool of connections with the newest schema. */
final class DatabaseFile {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int APPLICATION_ID = 0x48535044;
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);
  private static final int CONNECTIONS = 4;

  /** Fewer free bytes are a full disk. */
  private static final long NO_ROOM = 1 << 20;

  /** What was measured must outlive a power cut, and there are few transactions. */
  private static final SQLiteConfig.SynchronousMode DURABILITY = SQLiteConfig.SynchronousMode.FULL;

  /**
   * The history of migrations is made before the first of them: on a disk that became full between
   * the two, or by a controller that was killed there, it is all that a file of ours holds.
   */
  private static final String TABLES_BUT_THE_HISTORY =
      "SELECT count(*) FROM sqlite_schema WHERE tbl_name != 'flyway_schema_history'";

  private DatabaseFile() {}

  /** Makes the folder of a database file, and gives the file's real path. */
  static Path prepare(Path databaseFile) throws Problem {
    Path absolute = databaseFile.toAbsolutePath().normalize();
    Path folder = absolute.getParent();
    if (folder == null || Files.isDirectory(absolute)) {
      throw new Problem(absolute + " is a folder", "Name a file in it.");
    }
    try {
      Files.createDirectories(folder);
      Path file = folder.toRealPath().resolve(absolute.getFileName());
      if (!Files.isWritable(folder) || (Files.exists(file) && !Files.isWritable(file))) {
        throw new AccessDeniedException(file.toString());
      }
      return file;
    } catch (AccessDeniedException e) {
      throw new Problem(
          "No permission to write " + absolute,
          "Start the controller as the user who owns it, or choose another data folder.",
          e);
    } catch (IOException e) {
      throw new Problem(
          "Can't make the folder " + folder + ": " + e,
          "Choose a data folder on a disk that can be written.",
          e);
    }
  }

  /** Opens a claimed file and brings its schema up to date. */
  static HikariDataSource open(Path file) throws Problem {
    requireDatabase(file);
    SQLiteDataSource plain =
        new SQLiteDataSource(settings(SQLiteConfig.TransactionMode.DEFERRED, DURABILITY));
    plain.setUrl("jdbc:sqlite:" + file);
    try {
      requireOurs(plain, file);
      migrate(plain, file);
    } catch (SQLException | FlywayException e) {
      throw unusable(file, e);
    }
    return pool(file, DURABILITY);
  }

  /** Names what the database itself said: Flyway puts a page of its own around it. */
  private static Problem unusable(Path file, Exception e) {
    Throwable first = e;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    if (hasNoRoom(file)
        || (first instanceof SQLiteException sqlite
            && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL)) {
      return new Problem(
          "There is no room for the database " + file,
          "Make room on its disk, then start again: nothing is lost.",
          e);
    }
    return new Problem(
        "Can't open the database " + file + ": " + first.getMessage(),
        "Look at its disk (full? failing?); move the file away to start with an empty one.",
        e);
  }

  /** What SQLite can't map or lengthen on a full disk it calls an I/O error. */
  private static boolean hasNoRoom(Path file) {
    try {
      return Files.getFileStore(file).getUsableSpace() < NO_ROOM;
    } catch (IOException e) {
      return false;
    }
  }

  private static void requireDatabase(Path file) throws Problem {
    if (!Files.exists(file)) {
      return;
    }
    try (InputStream input = Files.newInputStream(file)) {
      byte[] start = input.readNBytes(MAGIC.length);
      if (start.length > 0 && !Arrays.equals(start, MAGIC)) {
        throw notOurs(file, "is not an SQLite database");
      }
    } catch (IOException e) {
      throw new Problem(
          "Can't read " + file + ": " + e.getMessage(),
          "Look at its permissions and its disk, or choose another data folder.",
          e);
    }
  }

  private static void requireOurs(SQLiteDataSource source, Path file) throws SQLException, Problem {
    try (Connection connection = source.getConnection()) {
      boolean empty = number(connection, TABLES_BUT_THE_HISTORY) == 0;
      if (!empty && number(connection, "PRAGMA application_id") != APPLICATION_ID) {
        throw notOurs(file, "is the database of another program");
      }
    }
  }

  private static int number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static Problem notOurs(Path file, String what) {
    return new Problem(
        file + " " + what, "Move it away, or choose another data folder; it was left as it is.");
  }

  private static void migrate(SQLiteDataSource source, Path file) throws Problem {
    Flyway flyway =
        Flyway.configure()
            .dataSource(source)
            .locations("classpath:db/migration")
            .failOnMissingLocations(true)
            .load();
    for (MigrationInfo applied : flyway.info().applied()) {
      if (!applied.getState().isResolved()) {
        throw new Problem(
            "%s was written by a newer Halfspeed (schema %s)".formatted(file, applied.getVersion()),
            "Use that version or a newer one, or choose another data folder.");
      }
    }
    flyway.migrate();
  }

  /** A pool of connections to a file whose schema is the newest. */
  static HikariDataSource pool(Path file, SQLiteConfig.SynchronousMode durability) {
    var config = new HikariConfig();
    config.setPoolName("store");
    config.setDataSource(dataSource(file, durability));
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    return new HikariDataSource(config);
  }

  private static SQLiteDataSource dataSource(Path file, SQLiteConfig.SynchronousMode durability) {
    // A transaction that starts by reading can't always become a writing one: take the write lock
    // at its start.
    var source = new SQLiteDataSource(settings(SQLiteConfig.TransactionMode.IMMEDIATE, durability));
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  private static SQLiteConfig settings(
      SQLiteConfig.TransactionMode transactions, SQLiteConfig.SynchronousMode durability) {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(durability);
    config.enforceForeignKeys(true);
    config.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
    config.setTransactionMode(transactions);
    return config;
  }
}

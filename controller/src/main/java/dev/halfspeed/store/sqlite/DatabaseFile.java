package dev.halfspeed.store.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.halfspeed.problem.IoReason;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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

/** An SQLite file on its way from a path to a pool of connections with the newest schema. */
final class DatabaseFile {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int APPLICATION_ID = 0x48535044;
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);
  private static final int CONNECTIONS = 4;

  /** Four megabytes: a file that has more free ones after a migration is made smaller. */
  private static final int MOST_FREE_PAGES = 1024;

  /** What was measured must outlive a power cut, and there are few transactions. */
  private static final SQLiteConfig.SynchronousMode DURABILITY = SQLiteConfig.SynchronousMode.FULL;

  /**
   * The history of migrations is made before the first of them: on a disk that became full between
   * the two, or by a controller that was killed there, it is all that a file of ours holds.
   */
  private static final String TABLES_BUT_THE_HISTORY =
      "SELECT count(*) FROM sqlite_schema WHERE tbl_name != 'flyway_schema_history'";

  /** Where the history of migrations finds no room, Flyway tries for ten seconds to make it. */
  private static final long ROOM_OF_THE_HISTORY = 96 << 10;

  /** Better now than in the middle of a bisection. Without indexes it takes milliseconds. */
  private static final String QUICK_CHECK = "PRAGMA quick_check(1)";

  private DatabaseFile() {}

  /** Makes the folder of a database file, and gives the file's real path. */
  static Path prepare(Path databaseFile) throws Problem {
    Path absolute = databaseFile.toAbsolutePath().normalize();
    Path folder = absolute.getParent();
    if (folder == null) {
      throw new Problem(absolute + " is a folder", "Name a file in it.");
    }
    try {
      Files.createDirectories(folder);
      Path file = folder.toRealPath().resolve(absolute.getFileName());
      requireOrdinary(file);
      if (!Files.isWritable(folder) || (Files.exists(file) && !Files.isWritable(file))) {
        throw unwritable(folder, file);
      }
      return file;
    } catch (IOException e) {
      throw new Problem(
          "Can't make the folder %s: %s".formatted(folder, IoReason.of(e)),
          "Choose a state directory on a disk that can be written: --state DIR",
          e);
    }
  }

  /** A pipe would be waited for, and a folder is none of ours. */
  private static void requireOrdinary(Path file) throws Problem {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file)) {
      String kind =
          Files.isDirectory(file)
              ? "is a folder"
              : Files.exists(file) ? "is no ordinary file" : "is a link to nothing";
      throw new Problem(
          file + " " + kind + ", and should be the database",
          "Move it away, or choose another state directory: --state DIR");
    }
  }

  private static Problem unwritable(Path folder, Path file) throws IOException {
    if (Files.getFileStore(folder).isReadOnly()) {
      return new Problem(
          "The file system of the database " + file + " is mounted read-only",
          "Mount it for writing, or choose another state directory: --state DIR");
    }
    return new Problem(
        "No permission to write "
            + (Files.isWritable(folder) ? "the database " : "the folder of the database ")
            + file,
        "Give it to this user (chown, chmod u+rw), or choose another state directory: --state DIR");
  }

  /** Opens a claimed file and brings its schema up to date. */
  static HikariDataSource open(Path file) throws Problem {
    requireDatabase(file);
    SQLiteDataSource plain =
        new SQLiteDataSource(settings(SQLiteConfig.TransactionMode.DEFERRED, DURABILITY));
    plain.setUrl("jdbc:sqlite:" + file);
    try {
      requireOurs(file);
      migrate(plain, file);
    } catch (SQLException | FlywayException e) {
      throw unusable(file, e);
    }
    return pool(file, DURABILITY);
  }

  /** Names what the database itself said: Flyway puts a page of its own around it. */
  private static Problem unusable(Path file, Exception e) {
    // Without an error of the database it is the history of its tables that Flyway objects to.
    return DatabaseFault.of(file, e)
        .orElse(DatabaseFault.OTHER_TABLES)
        .problem(file, "Can't open the database: ", e);
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
          "Can't read the database %s: %s".formatted(file, IoReason.of(e)),
          "Look at its permissions and its disk, or choose another state directory: --state DIR",
          e);
    }
  }

  /** Looks with usual settings: what turns out to be another's keeps its own. */
  private static void requireOurs(Path file) throws SQLException, Problem {
    var config = new SQLiteConfig();
    config.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    try (Connection connection = source.getConnection()) {
      if (!text(connection, QUICK_CHECK).equals("ok")) {
        throw DatabaseFault.DAMAGED.problem(file, "Can't open the database: ", null);
      }
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

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static Problem notOurs(Path file, String what) {
    return new Problem(
        file + " " + what,
        "It was left as it is. Move it away, or choose another state directory: --state DIR");
  }

  private static void migrate(SQLiteDataSource source, Path file) throws Problem {
    Flyway flyway =
        Flyway.configure()
            .dataSource(source)
            .locations("classpath:db/migration")
            .javaMigrations(new CampaignRows())
            .failOnMissingLocations(true)
            .load();
    MigrationInfo[] applications = flyway.info().applied();
    if (applications.length == 0 && DatabaseFault.freeBytes(file) < ROOM_OF_THE_HISTORY) {
      throw DatabaseFault.NO_ROOM.problem(file, "Can't open the database: ", null);
    }
    for (MigrationInfo applied : applications) {
      if (!applied.getState().isResolved()) {
        throw new Problem(
            "%s was written by a newer Halfspeed (schema %s)".formatted(file, applied.getVersion()),
            "Use that version or a newer one, or choose another state directory: --state DIR");
      }
    }
    if (flyway.migrate().migrationsExecuted > 0) {
      giveRoomBack(source, file);
    }
  }

  /** Copied rows leave the room of the old ones behind, which may be most of the file. */
  private static void giveRoomBack(SQLiteDataSource source, Path file) throws Problem {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      if (number(connection, "PRAGMA freelist_count") > MOST_FREE_PAGES) {
        statement.execute("VACUUM");
      }
    } catch (SQLException e) {
      // It needs as much room again as the file has, and is not worth failing for.
      if (DatabaseFault.of(file, e).filter(DatabaseFault.NO_ROOM::equals).isEmpty()) {
        throw unusable(file, e);
      }
    }
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

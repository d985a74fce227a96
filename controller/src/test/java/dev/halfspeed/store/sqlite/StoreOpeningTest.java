package dev.halfspeed.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.store.access.AnswerRecord;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreOpeningTest {
  @TempDir private Path folder;

  @Test
  void theFolderAndTheFileAreMade() throws Exception {
    Path file = folder.resolve("a/b/halfspeed.db");
    try (Store store = SqliteStore.open(file)) {
      assertThat(store.campaigns().summaries(CampaignRecord.Kind.BISECTION)).isEmpty();
    }
    assertThat(file).exists();
  }

  @Test
  void anAnswerIsKeptOnceAcrossStartsUntilItIsForgotten() throws Exception {
    Path file = folder.resolve("halfspeed.db");
    Instant at = Instant.parse("2026-03-01T10:00:00Z");
    var answer = new AnswerRecord("ada", "key", "digest", at, 201, "{\"id\":\"b1\"}");
    var other = new AnswerRecord("ada", "key", "other", at, 201, "{}");
    try (Store store = SqliteStore.open(file)) {
      assertThat(store.answers().add(answer, at.minusSeconds(1))).isTrue();
      assertThat(store.answers().add(other, at.minusSeconds(1))).isFalse();
    }
    try (Store store = SqliteStore.open(file)) {
      assertThat(store.answers().find("ada", "key")).contains(answer);
      assertThat(store.answers().find("bob", "key")).isEmpty();
      assertThat(store.answers().add(other, at.plusSeconds(1))).isTrue();
      assertThat(store.answers().find("ada", "key")).contains(other);
    }
  }

  @Test
  void aStoreWhoseLockFileWasTakenAwayIsNotItsOwnAnyMore() throws Exception {
    Path file = folder.resolve("halfspeed.db");
    try (Store store = SqliteStore.open(file)) {
      assertThat(store.isOwn()).isTrue();
      Path lock = folder.resolve("halfspeed.db.lock");
      Files.move(lock, folder.resolve("moved"));
      assertThat(store.isOwn()).isFalse();
      Files.createFile(lock);
      assertThat(store.isOwn()).isFalse();
    }
  }

  @Test
  void leasesRiseAcrossStarts() throws Exception {
    Path file = folder.resolve("halfspeed.db");
    for (long expected = 1; expected <= 3; expected++) {
      try (Store store = SqliteStore.open(file)) {
        assertThat(store.leases().next(0)).isEqualTo(expected);
      }
    }
  }

  @Test
  void aSecondControllerInTheSameProcessIsRefusedAndDoesNotBreakTheFirstOnesClaim()
      throws Exception {
    Path file = folder.resolve("halfspeed.db");
    try (Store store = SqliteStore.open(file)) {
      assertThat(problem(file).what()).contains("Another controller", file.toString());
      assertThat(problem(folder.resolve("x/../halfspeed.db")).what()).contains("Another");
      assertThat(store.leases().next(0)).isEqualTo(1);
    }
    SqliteStore.open(file).close();
  }

  @Test
  void whatAKilledControllerStoredIsThereAfterwards() throws Exception {
    Path file = folder.resolve("halfspeed.db");
    Process controller = controllerProcess(file);
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(controller.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.lines().anyMatch("stored"::equals)).isTrue();
      assertThat(problem(file).what()).contains("process " + controller.pid());
    } finally {
      controller.destroyForcibly().waitFor();
    }
    try (Store store = SqliteStore.open(file)) {
      assertThat(store.leases().next(0)).isEqualTo(2);
      assertThat(store.campaigns().open(Set.of(CampaignRecord.Kind.BISECTION))).hasSize(1);
      assertThat(store.jobs().unfinished("b1"))
          .extracting(open -> open.job().job())
          .containsExactly("b1-2");
      assertThat(store.boots().samples("b1")).containsExactly(Rows.sample("b1-1", 1, 10));
      assertThat(store.campaigns().nextDecisionNumber("b1")).isEqualTo(3);
    }
  }

  private static Process controllerProcess(Path file) throws Exception {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            KilledController.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Stores something, says so, and waits to be killed. */
  static final class KilledController {
    private KilledController() {}

    public static void main(String[] arguments) throws Exception {
      // Never closed: this process is killed.
      @SuppressWarnings("resource")
      Store store = SqliteStore.open(Path.of(arguments[0]));
      store.leases().next(0);
      store.campaigns().insert(Rows.bisection("b1"));
      store.jobs().start(Rows.job("b1", "b1-1", 1), Optional.of("{}"), Rows.decision("b1", 1));
      store.jobs().finish(Rows.measured("b1-1", Rows.START, Rows.sample("b1-1", 1, 10)));
      store.jobs().start(Rows.job("b1", "b1-2", 1), Optional.of("{}"), Rows.decision("b1", 2));
      IO.println("stored");
      Thread.currentThread().join();
    }
  }

  @Test
  void aNewerSchemaIsRefusedAndLeftAlone() throws Exception {
    Path file = folder.resolve("halfspeed.db");
    SqliteStore.open(file).close();
    sql(
        file,
        """
        INSERT INTO flyway_schema_history
        SELECT 99, '99', 'from the future', 'SQL', 'V99__future.sql', 1, 'x', '2026-03-01 10:00:00.000', 1, 1
        """);
    byte[] before = Files.readAllBytes(file);
    assertThat(problem(file).what()).contains("newer Halfspeed", "99");
    assertThat(problem(file).nextStep()).contains("newer");
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("notes.txt"), "buy milk, and a faster disk\n");
    assertThat(problem(file).what()).contains(file.toString(), "not an SQLite database");
    assertThat(file).hasContent("buy milk, and a faster disk\n");
  }

  @Test
  void theDatabaseOfAnotherProgramIsRefused() throws Exception {
    Path file = folder.resolve("other.db");
    sql(file, "CREATE TABLE bookmark (url TEXT)");
    byte[] before = Files.readAllBytes(file);
    assertThat(problem(file).what()).contains("another program");
    assertThat(problem(file).nextStep()).contains("It was left as it is");
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void aFirstStartThatEndedBeforeItsFirstTableIsGoneOnWith() throws Exception {
    Path file = folder.resolve("halfspeed.db");
    sql(file, HISTORY_OF_MIGRATIONS);
    sql(file, "CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success)");
    try (Store store = SqliteStore.open(file)) {
      assertThat(store.leases().next(0)).isEqualTo(1);
    }
    try (Store store = SqliteStore.open(file)) {
      assertThat(store.leases().next(0)).isEqualTo(2);
    }
  }

  @Test
  void theMigratedDatabaseOfAnotherProgramIsRefused() throws Exception {
    Path file = folder.resolve("other.db");
    sql(file, HISTORY_OF_MIGRATIONS);
    sql(file, "CREATE TABLE bookmark (url TEXT)");
    assertThat(problem(file).what()).contains("another program");
  }

  /** As Flyway makes it. */
  private static final String HISTORY_OF_MIGRATIONS =
      """
      CREATE TABLE flyway_schema_history (
        installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50),
        description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL,
        checksum INT, installed_by VARCHAR(100) NOT NULL,
        installed_on TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
        execution_time INT NOT NULL, success BOOLEAN NOT NULL)
      """;

  @ParameterizedTest
  @ValueSource(ints = {16, 44, 120})
  void aFirstStartOnAFullDiskIsMadeGoodOnceThereIsRoom(int kibibytes) throws Exception {
    String disk = Files.createDirectory(folder.resolve("disk")).toString();
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + kibibytes + "k", "tmpfs", disk),
        "needs a user who may mount");
    try {
      Path file = Path.of(disk, "halfspeed.db");
      Problem full = problem(file);
      assertThat(full.what()).doesNotContain("SQL State").hasLineCount(1);
      assertThat(full.nextStep()).contains("room");
      assertThat(run("mount", "-o", "remount,size=16m", disk)).isTrue();
      try (Store store = SqliteStore.open(file)) {
        store.campaigns().insert(Rows.bisection("b1"));
        assertThat(store.campaigns().open(Set.of(CampaignRecord.Kind.BISECTION))).hasSize(1);
      }
    } finally {
      run("umount", disk);
    }
  }

  private static boolean run(String... words) throws Exception {
    return new ProcessBuilder(words).start().waitFor() == 0;
  }

  /** How a database of ours was spoilt, and what is said of it. */
  enum Spoilt {
    ALL_BUT_THE_HEAD("is damaged"),
    SCHEMA("is damaged"),
    ONE_TABLE("is damaged"),
    CUT("is damaged"),
    CUT_IN_THE_HEAD("is damaged"),
    NO_DATABASE("is not an SQLite database"),
    OTHER_MIGRATION("are not those of this version"),
    HALF_MIGRATED("are not those of this version");

    private final String said;

    Spoilt(String said) {
      this.said = said;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSpoiltDatabaseIsToldInWordsAndLeftAsItIs(Spoilt spoilt) throws Exception {
    Path file = folder.resolve("halfspeed.db");
    SqliteStore.open(file).close();
    spoil(file, spoilt);
    byte[] before = Files.readAllBytes(file);
    for (int attempt = 1; attempt <= 2; attempt++) {
      Problem problem = problem(file);
      assertThat(problem.what())
          .contains(file.toString(), spoilt.said)
          .hasLineCount(1)
          .doesNotContainIgnoringCase("SQLITE_", "Validate", "Exception", "malformed");
      assertThat(problem.nextStep()).contains("It was left as it is").doesNotContain("http");
    }
    assertThat(file).hasBinaryContent(before);
  }

  private static void spoil(Path file, Spoilt spoilt) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    int page = ((bytes[16] & 0xff) << 8) | (bytes[17] & 0xff);
    switch (spoilt) {
      case ALL_BUT_THE_HEAD -> Arrays.fill(bytes, page, bytes.length, (byte) 0x5a);
      case SCHEMA -> Arrays.fill(bytes, 100, page, (byte) 0x5a);
      case ONE_TABLE -> {
        int root = number(file, "SELECT rootpage FROM sqlite_schema WHERE name = 'sample'");
        bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, page * (root - 1), page * root, (byte) 0x5a);
      }
      case CUT -> bytes = Arrays.copyOf(bytes, page + 904);
      case CUT_IN_THE_HEAD -> bytes = Arrays.copyOf(bytes, 60);
      case NO_DATABASE -> Arrays.fill(bytes, (byte) 7);
      case OTHER_MIGRATION -> {
        sql(file, "UPDATE flyway_schema_history SET checksum = 7 WHERE version = '1'");
        return;
      }
      case HALF_MIGRATED -> {
        sql(file, "UPDATE flyway_schema_history SET success = 0 WHERE version = '2'");
        return;
      }
    }
    Files.write(file, bytes);
  }

  @Test
  void aTableThatIsGoneIsToldByWhoeverAsksForIt() throws Exception {
    Path file = folder.resolve("halfspeed.db");
    try (Store store = SqliteStore.open(file)) {
      sql(file, "DROP TABLE machine");
      Problem problem =
          catchThrowableOfType(StoreException.class, () -> store.machines().all()).problem();
      assertThat(problem.what())
          .isEqualTo(
              "Can't read the machines: the tables of the database "
                  + file.toRealPath()
                  + " are not those of this version of Halfspeed");
      assertThat(problem.nextStep()).contains("put a copy of it back");
    }
  }

  @Test
  void onAFileSystemThatIsMountedReadOnlyNothingIsTried() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()),
        "needs a user who may mount");
    try {
      Path file = disk.resolve("halfspeed.db");
      SqliteStore.open(file).close();
      assertThat(run("mount", "-o", "remount,ro", disk.toString())).isTrue();
      assertThat(problem(file).what())
          .isEqualTo("The file system of the database " + file + " is mounted read-only");
      assertThat(problem(file).nextStep()).contains("Mount it for writing");
    } finally {
      run("umount", disk.toString());
    }
  }

  @Test
  void aFolderInPlaceOfTheFileAndAFileInPlaceOfTheFolderAreProblems() throws Exception {
    assertThat(problem(folder).what()).contains("is a folder");
    Path file = Files.writeString(folder.resolve("plain"), "x");
    assertThat(problem(file.resolve("halfspeed.db")).what()).contains("Can't make the folder");
  }

  @Test
  void whatIsNoOrdinaryFileIsNotOpened() throws Exception {
    Path fifo = folder.resolve("fifo.db");
    assertThat(run("mkfifo", fifo.toString())).isTrue();
    assertThat(problem(fifo).what()).contains("is no ordinary file");
    Path link = Files.createSymbolicLink(folder.resolve("l.db"), folder.resolve("none"));
    assertThat(problem(link).what()).contains("is a link to nothing");
    Path lock = Files.createDirectory(folder.resolve("halfspeed.db.lock"));
    assertThat(problem(folder.resolve("halfspeed.db")).what())
        .startsWith("Can't lock the database with " + lock.toRealPath() + ": ");
  }

  @Test
  void aRefusedFileCanBeOpenedOnceItIsPutRight() throws Exception {
    Path file = Files.writeString(folder.resolve("halfspeed.db"), "not a database at all");
    assertThatThrownBy(() -> SqliteStore.open(file)).isInstanceOf(Problem.class);
    Files.delete(file);
    SqliteStore.open(file).close();
  }

  private static Problem problem(Path file) {
    return catchThrowableOfType(Problem.class, () -> SqliteStore.open(file).close());
  }

  private static int number(Path file, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    }
  }

  private static void sql(Path file, String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement()) {
      sql.executeUpdate(statement);
    }
  }
}

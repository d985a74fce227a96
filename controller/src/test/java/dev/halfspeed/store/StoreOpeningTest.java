package dev.halfspeed.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfspeed.problem.Problem;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreOpeningTest {
  @TempDir private Path folder;

  @Test
  void theFolderAndTheFileAreMade() throws Exception {
    Path file = folder.resolve("a/b/halfspeed.db");
    try (Store store = Store.open(file)) {
      assertThat(store.bisections()).isEmpty();
    }
    assertThat(file).exists();
  }

  @Test
  void leasesRiseAcrossStarts() throws Exception {
    Path file = folder.resolve("halfspeed.db");
    for (long expected = 1; expected <= 3; expected++) {
      try (Store store = Store.open(file)) {
        assertThat(store.nextLease(0)).isEqualTo(expected);
      }
    }
  }

  @Test
  void aSecondControllerInTheSameProcessIsRefusedAndDoesNotBreakTheFirstOnesClaim()
      throws Exception {
    Path file = folder.resolve("halfspeed.db");
    try (Store store = Store.open(file)) {
      assertThat(problem(file).what()).contains("Another controller", file.toString());
      assertThat(problem(folder.resolve("x/../halfspeed.db")).what()).contains("Another");
      assertThat(store.nextLease(0)).isEqualTo(1);
    }
    Store.open(file).close();
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
    try (Store store = Store.open(file)) {
      assertThat(store.nextLease(0)).isEqualTo(2);
      assertThat(store.openBisections()).hasSize(1);
      assertThat(store.unfinishedJobs("b1")).extracting(JobRecord::job).containsExactly("b1-2");
      assertThat(store.samples("b1")).containsExactly(Rows.sample("b1-1", 1, 10));
      assertThat(store.nextDecisionNumber("b1")).isEqualTo(3);
    }
  }

  private static Process controllerProcess(Path file) throws Exception {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
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
      Store store = Store.open(Path.of(arguments[0]));
      store.nextLease(0);
      store.insertBisection(Rows.bisection("b1"));
      store.startJob(Rows.job("b1", "b1-1", 1), Rows.decision("b1", 1));
      store.finishJob(
          "b1-1", 1, Rows.START, "measured", "", null, List.of(Rows.sample("b1-1", 1, 10)));
      store.startJob(Rows.job("b1", "b1-2", 1), Rows.decision("b1", 2));
      IO.println("stored");
      Thread.currentThread().join();
    }
  }

  @Test
  void aNewerSchemaIsRefusedAndLeftAlone() throws Exception {
    Path file = folder.resolve("halfspeed.db");
    Store.open(file).close();
    sql(
        file,
        """
        INSERT INTO flyway_schema_history
        SELECT 99, '99', 'from the future', 'SQL', 'V99__future.sql', 1, 'x', '2026-03-01 10:00:00.000', 1, 1
        """);
    assertThat(problem(file).what()).contains("newer Halfspeed", "99");
    assertThat(problem(file).nextStep()).contains("newer");
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
    assertThat(problem(file).what()).contains("another program");
  }

  @Test
  void aFirstStartThatEndedBeforeItsFirstTableIsGoneOnWith() throws Exception {
    Path file = folder.resolve("halfspeed.db");
    sql(file, HISTORY_OF_MIGRATIONS);
    sql(file, "CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success)");
    try (Store store = Store.open(file)) {
      assertThat(store.nextLease(0)).isEqualTo(1);
    }
    try (Store store = Store.open(file)) {
      assertThat(store.nextLease(0)).isEqualTo(2);
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
      try (Store store = Store.open(file)) {
        store.insertBisection(Rows.bisection("b1"));
        assertThat(store.openBisections()).hasSize(1);
      }
    } finally {
      run("umount", disk);
    }
  }

  private static boolean run(String... words) throws Exception {
    return new ProcessBuilder(words).start().waitFor() == 0;
  }

  @Test
  void aDamagedDatabaseIsAProblemNotACrash() throws Exception {
    Path file = folder.resolve("halfspeed.db");
    Store.open(file).close();
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 40, bytes.length, (byte) 0x5a);
    Files.write(file, bytes);
    assertThat(problem(file).what()).contains(file.toString());
  }

  @Test
  void aFolderInPlaceOfTheFileAndAFileInPlaceOfTheFolderAreProblems() throws Exception {
    assertThat(problem(folder).what()).contains("is a folder");
    Path file = Files.writeString(folder.resolve("plain"), "x");
    assertThat(problem(file.resolve("halfspeed.db")).what()).contains("Can't make the folder");
  }

  @Test
  void aRefusedFileCanBeOpenedOnceItIsPutRight() throws Exception {
    Path file = Files.writeString(folder.resolve("halfspeed.db"), "not a database at all");
    assertThatThrownBy(() -> Store.open(file)).isInstanceOf(Problem.class);
    Files.delete(file);
    Store.open(file).close();
  }

  private static Problem problem(Path file) {
    return catchThrowableOfType(Problem.class, () -> Store.open(file).close());
  }

  private static void sql(Path file, String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement()) {
      sql.executeUpdate(statement);
    }
  }
}

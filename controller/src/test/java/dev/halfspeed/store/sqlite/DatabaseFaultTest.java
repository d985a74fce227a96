package dev.halfspeed.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.problem.Problem;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SQLite's result codes in an operator's words. */
final class DatabaseFaultTest {
  private static final Path FILE = Path.of("/tmp/halfspeed.db");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          5    | another program keeps the database /tmp/halfspeed.db locked | fuser /tmp/halfspeed.db
          261  | another program keeps the database /tmp/halfspeed.db locked | fuser /tmp/halfspeed.db
          8    | the database /tmp/halfspeed.db can't be written             | permissions
          1032 | the database /tmp/halfspeed.db can't be written             | permissions
          10   | the disk of the database /tmp/halfspeed.db gives errors     | dmesg
          266  | the disk of the database /tmp/halfspeed.db gives errors     | dmesg
          11   | the database /tmp/halfspeed.db is damaged                   | .recover
          26   | the database /tmp/halfspeed.db is damaged                   | .recover
          13   | there is no room on the disk of the database /tmp/halfspeed.db | nothing is lost
          1    | the tables of the database /tmp/halfspeed.db are not those of this version | --state DIR
          """)
  void isToldByItsKind(int code, String what, String next) {
    var e = new IllegalStateException(new SQLException("[SQLITE] words", "", code));
    Problem problem = DatabaseFault.of(FILE, e).orElseThrow().problem(FILE, "Can't read: ", e);
    assertThat(problem.what()).startsWith("Can't read: " + what).doesNotContain("SQLITE", "%");
    assertThat(problem.nextStep()).contains(next).doesNotContain("%");
  }

  /** What a person or the system may put right beside us, without touching the file. */
  @ParameterizedTest
  @CsvSource({"5, true", "266, true", "13, true", "8, true", "11, false", "1, false"})
  void mayPassOrNot(int code, boolean isPassing) {
    var e = new SQLException("words", "", code);
    assertThat(DatabaseFault.of(FILE, e).orElseThrow().isPassing()).isEqualTo(isPassing);
  }

  @ParameterizedTest
  @CsvSource({"19", "2067", "0"})
  void whatWasAskedWrongIsNoFaultOfTheFile(int code) {
    assertThat(DatabaseFault.of(FILE, new SQLException("refused", "", code))).isEmpty();
  }
}

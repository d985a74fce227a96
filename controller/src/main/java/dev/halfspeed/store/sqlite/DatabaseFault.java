package dev.halfspeed.store.sqlite;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** What is wrong with a database file, in the words of who has to put it right. */
enum DatabaseFault {
  NO_ROOM(
      "there is no room on the disk of the database %s",
      "Make room there, then try again: nothing is lost."),
  DAMAGED(
      "the database %s is damaged",
      "It was left as it is. Put a copy of it back, or move it away (with %1$s-wal, where that is"
          + " there) to begin with an empty one. What can still be read of it: sqlite3 %1$s"
          + " .recover"),
  IN_USE(
      "another program keeps the database %s locked",
      "Let it end, or end it, then try again. Which it is: fuser %s"),
  READ_ONLY(
      "the database %s can't be written",
      "See its permissions, its folder's, and how the file system is mounted; or choose another"
          + " state directory: --state DIR"),
  DISK_ERRORS(
      "the disk of the database %s gives errors",
      "See whether its file system is mounted and in order (dmesg); or choose a state directory on"
          + " another disk: --state DIR"),
  OTHER_TABLES(
      "the tables of the database %s are not those of this version of Halfspeed",
      "It was left as it is. Use the version that wrote it, put a copy of it back, or choose"
          + " another state directory: --state DIR");

  /** Fewer free bytes are a full disk. */
  private static final long LEAST_ROOM = 1 << 20;

  /** The lowest byte of a result code tells its kind. */
  private static final int KIND = 0xff;

  private final String what;
  private final String nextStep;

  DatabaseFault(String what, String nextStep) {
    this.what = what;
    this.nextStep = nextStep;
  }

  /**
   * What SQLite's error says about the file; empty where the file is as it should be, and what was
   * asked of it was wrong.
   */
  static Optional<DatabaseFault> of(Path file, Throwable e) {
    return switch (code(e)) {
      case SQLITE_FULL -> Optional.of(NO_ROOM);
      case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT -> Optional.of(DAMAGED);
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL -> Optional.of(IN_USE);
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH -> Optional.of(READ_ONLY);
      // What SQLite can't map or lengthen on a full disk it calls an I/O error.
      case SQLITE_IOERR, SQLITE_CANTOPEN -> Optional.of(hasNoRoom(file) ? NO_ROOM : DISK_ERRORS);
      case SQLITE_ERROR, SQLITE_SCHEMA -> Optional.of(OTHER_TABLES);
      default -> Optional.empty();
    };
  }

  /** Whether it may be over later without anything done to the file itself. */
  boolean isPassing() {
    return switch (this) {
      case NO_ROOM, IN_USE, READ_ONLY, DISK_ERRORS -> true;
      case DAMAGED, OTHER_TABLES -> false;
    };
  }

  /** States it. */
  Problem problem(Path file, String before, @Nullable Throwable cause) {
    String said = before + what.formatted(file);
    String next = nextStep.formatted(file);
    return cause == null ? new Problem(said, next) : new Problem(said, next, cause);
  }

  private static SQLiteErrorCode code(Throwable e) {
    SQLiteErrorCode code = SQLiteErrorCode.UNKNOWN_ERROR;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException failed && failed.getErrorCode() > 0) {
        code = SQLiteErrorCode.getErrorCode(failed.getErrorCode() & KIND);
      }
    }
    return code;
  }

  private static boolean hasNoRoom(Path file) {
    return freeBytes(file) < LEAST_ROOM;
  }

  /** Free bytes on the disk of a file; the greatest number where that is not known. */
  static long freeBytes(Path file) {
    try {
      return Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }
}

package dev.halfspeed.store.sqlite;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.WriteWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;

/**
 * Stores for tests that open thousands: the same in all but that they wait for no disk, and that a
 * new one is a copy of one whose schema was made the usual way. They outlive their program, but not
 * the machine.
 */
public final class QuickStores {
  private final byte[] empty;

  private QuickStores(byte[] empty) {
    this.empty = empty;
  }

  /** Makes the store of which new ones are copies, in an empty folder. */
  public static QuickStores create(Path folder) throws Problem {
    Path file = folder.resolve("empty.db");
    SqliteStore.open(file).close();
    try {
      return new QuickStores(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of this process, made when the first of them is asked for. */
  public static QuickStores shared() {
    return Shared.STORES;
  }

  /** Made at its first use. */
  private static final class Shared {
    static final QuickStores STORES = make();

    private static QuickStores make() {
      try {
        Path folder = Files.createTempDirectory("stores");
        QuickStores stores = create(folder);
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(folder);
        return stores;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (Problem e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Opens a store, making its file when it is not there. */
  public SqliteStore open(Path databaseFile, WriteWatch watch) throws Problem {
    Path file = DatabaseFile.prepare(databaseFile);
    FileClaim claim = FileClaim.on(file);
    try {
      if (!Files.exists(file)) {
        Files.write(file, empty);
      }
      return new SqliteStore(
          claim, file, DatabaseFile.pool(file, SQLiteConfig.SynchronousMode.OFF), watch);
    } catch (IOException e) {
      claim.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      claim.close();
      throw e;
    }
  }
}

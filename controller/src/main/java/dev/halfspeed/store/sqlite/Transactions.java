package dev.halfspeed.store.sqlite;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.store.WriteWatch;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Reads and writes a store's file: writers one after the other, in the order in which they came.
 */
final class Transactions {
  private final Path file;
  private final Jdbi jdbi;
  private final WriteWatch watch;

  /** SQLite's own waiting for a lock is not fair; this is. */
  private final ReentrantLock writing = new ReentrantLock(true);

  Transactions(Path file, Jdbi jdbi, WriteWatch watch) {
    this.file = file;
    this.jdbi = jdbi;
    this.watch = watch;
  }

  /**
   * Changes rows: all of it is on the disk when this returns, or none.
   *
   * @param what what it does, as "Can't ..." is followed by it
   */
  <T> T write(String what, Function<Handle, T> change) {
    watch.before(what);
    T changed;
    writing.lock();
    try {
      changed = jdbi.inTransaction(change::apply);
    } catch (JdbiException e) {
      throw failed(what, e);
    } finally {
      writing.unlock();
    }
    watch.after(what);
    return changed;
  }

  /** Reads rows. */
  <T> T read(String what, Function<Handle, T> query) {
    try {
      return jdbi.withHandle(query::apply);
    } catch (JdbiException e) {
      throw failed(what, e);
    }
  }

  private StoreException failed(String what, JdbiException e) {
    return DatabaseFault.of(file, e)
        .map(fault ->
            new StoreException(fault.problem(file, "Can't " + what + ": ", e), fault.isPassing()))
        .orElseGet(() ->
            new StoreException(
                new Problem(
                    "A fault of Halfspeed: it can't " + what,
                    "Report it, with what the controller's log says.",
                    e),
                false));
  }
}

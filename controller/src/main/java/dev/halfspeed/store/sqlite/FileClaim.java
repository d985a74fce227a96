package dev.halfspeed.store.sqlite;

import dev.halfspeed.problem.IoReason;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exclusive right to a database file, by a lock on a file beside it. The operating system gives
 * it back when the process ends, however it ends.
 */
final class FileClaim implements AutoCloseable {
  /**
   * What this process has claimed: the operating system's locks are by process, and opening the
   * lock file a second time and closing it would give the first lock back.
   */
  private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

  private static final Logger LOG = LoggerFactory.getLogger(FileClaim.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  private final Path lockFile;
  private final FileChannel channel;

  /** Which file was locked: another of its name says nothing. */
  private final @Nullable Object key;

  private FileClaim(Path lockFile, FileChannel channel) throws IOException {
    this.lockFile = lockFile;
    this.channel = channel;
    this.key = keyOf(lockFile);
  }

  private static @Nullable Object keyOf(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /** Whether the right is still held: nobody moved the lock file away or put another there. */
  boolean holds() {
    try {
      return channel.isOpen() && Objects.equals(key, keyOf(lockFile));
    } catch (IOException e) {
      LOG.warn("{} can't be looked at", lockFile, e);
      return false;
    }
  }

  /** Claims a database file whose folder exists. */
  static FileClaim on(Path databaseFile) throws Problem {
    Path lockFile = databaseFile.resolveSibling(databaseFile.getFileName() + ".lock");
    if (!CLAIMED.add(lockFile)) {
      throw taken(databaseFile, "this process");
    }
    try {
      return locked(databaseFile, lockFile);
    } catch (Problem | RuntimeException e) {
      CLAIMED.remove(lockFile);
      throw e;
    }
  }

  private static FileClaim locked(Path databaseFile, Path lockFile) throws Problem {
    try {
      FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        String holder = Files.readString(lockFile).strip();
        throw taken(databaseFile, holder.isEmpty() ? "another process" : "process " + holder);
      }
      writeHolder(channel);
      return new FileClaim(lockFile, channel);
    } catch (IOException e) {
      throw new Problem(
          "Can't lock the database with %s: %s".formatted(lockFile, IoReason.of(e)),
          "Put that right, or choose another state directory on a local disk: --state DIR",
          e);
    }
  }

  /**
   * Tries for a while: a controller that was killed on a busy machine takes its time to end, and
   * one that only looks at the store is gone in a moment.
   */
  private static boolean isLocked(FileChannel channel) throws IOException {
    long began = System.nanoTime();
    while (channel.tryLock() == null) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        return false;
      }
      try {
        Thread.sleep(BETWEEN_TRIES);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** For people: on a full disk the lock holds all the same. */
  private static void writeHolder(FileChannel channel) {
    try {
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              "%d%n".formatted(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      LOG.warn("the process that holds the store could not be written down", e);
    }
  }

  private static Problem taken(Path databaseFile, String holder) {
    return new Problem(
        "Another controller (" + holder + ") works with " + databaseFile,
        "Use that one (halfspeed status), end it, or choose another state directory: --state DIR");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException(
          new Problem(
              "Can't unlock the database with %s: %s".formatted(lockFile, IoReason.of(e)),
              "End this process: the lock ends with it.",
              e),
          false);
    } finally {
      CLAIMED.remove(lockFile);
    }
  }
}

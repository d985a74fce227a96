package dev.halfspeed.worker.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The exclusive right to something on this machine, held by one thread of one process. The kernel
 * gives it back when the process dies, however that happens.
 */
public final class LockFile implements AutoCloseable {
  // A process holds a file lock as a whole, so its threads need a lock among themselves.
  private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final ReentrantLock thread;
  private final FileChannel channel;
  private final FileLock lock;

  private LockFile(ReentrantLock thread, FileChannel channel, FileLock lock) {
    this.thread = thread;
    this.channel = channel;
    this.lock = lock;
  }

  /** Waits until the lock is ours; creates the file where it is missing. */
  public static LockFile acquire(Path file) throws IOException {
    Path path = file.toAbsolutePath().normalize();
    ReentrantLock thread = THREADS.computeIfAbsent(path, ignored -> new ReentrantLock());
    thread.lock();
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        return new LockFile(thread, channel, channel.lock());
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      thread.unlock();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      lock.release();
      channel.close();
    } finally {
      thread.unlock();
    }
  }
}

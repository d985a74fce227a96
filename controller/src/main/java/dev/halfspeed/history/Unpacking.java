package dev.halfspeed.history;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * An archive that is being unpacked.
 *
 * @param stream what comes out
 * @param process the program that unpacks; absent: none is needed
 */
record Unpacking(InputStream stream, @Nullable Process process) implements AutoCloseable {

  /**
   * Requires that the program, which has nothing left to write, ended well.
   *
   * @throws IOException when it did not: the archive is cut off or damaged
   */
  void requireDone() throws IOException {
    if (process == null) {
      return;
    }
    try {
      if (process.waitFor() != 0) {
        throw new IOException("it is damaged");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
    if (process != null) {
      process.destroy();
    }
  }
}

package dev.halfspeed.worker.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes small files so that a reader, or a crash, sees the old content or the new, never half. */
public final class AtomicFile {
  private AtomicFile() {}

  /** Replaces the file's content, durably. */
  public static void write(Path file, String content) throws IOException {
    Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), ".fresh-", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      Folders.force(file.resolveSibling("."));
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}

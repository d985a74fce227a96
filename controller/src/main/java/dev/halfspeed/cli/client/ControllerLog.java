package dev.halfspeed.cli.client;

import dev.halfspeed.problem.IoReason;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The log of a controller, in its state directory: what goes wrong unseen is written there. */
final class ControllerLog {
  private ControllerLog() {}

  /**
   * The log's file, which can be written.
   *
   * @throws Problem when it can't: the logging library would keep silent about that
   */
  static Path in(Path state) throws Problem {
    Path file = state.resolve("controller.log");
    try {
      // Opening a pipe would wait for a reader.
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file)) {
        throw new IOException(
            Files.isDirectory(file) ? "it is a folder" : "it is no ordinary file");
      }
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
      return file;
    } catch (IOException e) {
      throw new Problem(
          "The controller's log %s can't be written: %s".formatted(file, IoReason.of(e)),
          Files.isWritable(state)
              ? "Put that right, or move it away: a new one is begun."
              : "Make the state directory writable, or choose another: --state DIR",
          e);
    }
  }
}

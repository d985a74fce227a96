package dev.halfspeed.bisect;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.worker.host.AtomicFile;
import dev.halfspeed.worker.host.ProcessIdentity;
import dev.halfspeed.worker.protocol.Owner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The name of a state directory's controller, which machines know it by: made once, and the same
 * after each restart.
 */
final class OwnerFile {
  private static final String NAME = "controller.id";
  private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

  private OwnerFile() {}

  /**
   * Reads it, or makes it where it is missing.
   *
   * @throws Problem when the directory can't be written
   */
  static Owner require(Path state) throws Problem {
    try {
      return read(state);
    } catch (IOException e) {
      throw new Problem(
          "The state directory " + state + " can't be used: " + e.getMessage(),
          "Make it writable, with room on its disk, or choose another: --state DIR",
          e);
    }
  }

  /** The same where it is known to be there. */
  static Owner of(Path state) {
    try {
      return read(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Owner read(Path state) throws IOException {
    Path file = Files.createDirectories(state).toRealPath().resolve(NAME);
    if (!Files.exists(file)) {
      AtomicFile.write(file, UUID.randomUUID().toString());
    }
    ProcessIdentity process = ProcessIdentity.current();
    // A directory that was copied with its name is another controller's.
    String id = Files.readString(file).strip() + " " + file.getParent();
    return new Owner(
        id,
        String.valueOf(file.getParent()),
        host(),
        System.getProperty("user.name", "?"),
        new Owner.ProcessId(
            process.bootId(),
            Files.readSymbolicLink(NAMESPACE).toString(),
            process.pid(),
            process.startTime()));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unnamed host";
    }
  }
}

package dev.halfspeed.controller;

import dev.halfspeed.problem.IoReason;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.worker.protocol.Owner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * The name of a state directory's controller, which machines know it by: made once, and the same
 * after each restart.
 */
final class OwnerFile {
  private static final String NAME = "controller.id";
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");
  private static final Path STAT = Path.of("/proc/self/stat");

  /** Where a process's start time stands among the fields behind its name; see proc(5). */
  private static final int START_TIME = 19;

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
          "The state directory " + state + " can't be used: " + IoReason.of(e),
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
      make(file);
    }
    // A directory that was copied with its name is another controller's.
    String id = Files.readString(file).strip() + " " + file.getParent();
    return new Owner(
        id,
        String.valueOf(file.getParent()),
        host(),
        System.getProperty("user.name", "?"),
        new Owner.ProcessId(
            Files.readString(BOOT_ID).strip(),
            Files.readSymbolicLink(NAMESPACE).toString(),
            ProcessHandle.current().pid(),
            startTime()));
  }

  /** In one step, so that a controller that dies here leaves no empty name. */
  private static void make(Path file) throws IOException {
    Path fresh = file.resolveSibling(NAME + ".new");
    Files.writeString(fresh, UUID.randomUUID().toString());
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Clock ticks from the start of the system to that of this process. */
  private static long startTime() throws IOException {
    String line = Files.readString(STAT);
    // The name before these fields may contain blanks.
    return Long.parseLong(line.substring(line.lastIndexOf(')') + 2).split(" ")[START_TIME]);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unnamed host";
    }
  }
}

package dev.halfspeed.worker.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The kernel that runs on this machine, as it tells of itself.
 *
 * @param root what /proc and /sys are looked for below: / but in tests
 */
public record RunningKernel(Path root) {

  /** The kernel of this machine. */
  public static RunningKernel ofThisMachine() {
    return new RunningKernel(Path.of("/"));
  }

  /** Names this start of it. */
  public String bootId() throws IOException {
    return Files.readString(root.resolve("proc/sys/kernel/random/boot_id")).strip();
  }

  /** Its GNU build-id, hexadecimal; empty where it has none, or does not show it. */
  public Optional<String> buildId() throws IOException {
    Path notes = root.resolve("sys/kernel/notes");
    return Files.isReadable(notes)
        ? KernelNotes.buildIdOfNotes(Files.readAllBytes(notes))
        : Optional.empty();
  }

  /** What it was started with. */
  public String commandLine() throws IOException {
    return Files.readString(root.resolve("proc/cmdline")).strip();
  }

  /** What {@code uname -r} says. */
  public String release() throws IOException {
    return Files.readString(root.resolve("proc/sys/kernel/osrelease")).strip();
  }
}

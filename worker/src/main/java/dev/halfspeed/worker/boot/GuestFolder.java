package dev.halfspeed.worker.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The folder that a guest and this machine share. The guest's init leaves markers, logs and the
 * state of the running kernel there.
 *
 * @param path an absolute path
 */
public record GuestFolder(Path path) {
  static final String MOUNT_TAG = "halfspeed";
  private static final String MARKER = "phase.";
  private static final String STATUS = "status.";

  /** Makes the folder. */
  static GuestFolder create(Path path) throws IOException {
    Files.createDirectories(path);
    // The recipe's own users write into it too.
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new GuestFolder(path);
  }

  /** The name of the phase that a file marks the beginning of; empty for other files. */
  static Optional<String> phaseOf(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(MARKER)
        ? Optional.of(name.substring(MARKER.length()))
        : Optional.empty();
  }

  /** Whether the guest's init has begun that phase. */
  boolean reached(String phase) {
    return Files.exists(path.resolve(MARKER + phase));
  }

  /**
   * The exit code of a step.
   *
   * @return empty when it did not end
   */
  public Optional<Integer> exitCode(String step) throws IOException {
    Path file = path.resolve(STATUS + step);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = Files.readString(file).strip();
    return text.isEmpty() ? Optional.empty() : Optional.of(Integer.parseInt(text));
  }

  /** What a step printed. */
  public Path log(String step) {
    return path.resolve(step + ".log");
  }

  /** Where a run left its output. */
  public Path output(int run) {
    return path.resolve("run-" + run);
  }

  /** The notes of the running kernel; none where the guest could not read them. */
  byte[] notes() throws IOException {
    Path file = path.resolve("notes");
    return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
  }

  /** What the guest said about itself, by name. */
  Map<String, String> state() throws IOException {
    var state = new LinkedHashMap<String, String>();
    Path file = path.resolve("state");
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          state.put(line.substring(0, equals), line.substring(equals + 1).strip());
        }
      }
    }
    return state;
  }
}

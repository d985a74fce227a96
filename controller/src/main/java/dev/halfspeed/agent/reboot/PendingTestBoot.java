package dev.halfspeed.agent.reboot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;

/**
 * A file of the controller that says that a machine was sent into a kernel under test, and may hang
 * there: known to a controller that comes after this one, since a machine that hangs can't be
 * asked.
 */
final class PendingTestBoot {
  /** What is wrong with a machine that stays away after its power command, the next won't mend. */
  private static final Duration BETWEEN_PRESSES = Duration.ofHours(1);

  private final Path file;

  PendingTestBoot(Path file) {
    this.file = file;
  }

  /** Whether the machine may be in a kernel under test. */
  boolean isThere() {
    return Files.exists(file);
  }

  /** It is sent there now. */
  void write() {
    write("");
  }

  /** Its power command was given, and said that all was well. */
  void pressed(Instant at) {
    write(at.toString());
  }

  /** Whether the power command may be given, having been given so long ago or never. */
  boolean mayPress(Instant now) {
    try {
      String text = Files.readString(file).strip();
      return text.isEmpty() || !now.isBefore(Instant.parse(text).plus(BETWEEN_PRESSES));
    } catch (DateTimeParseException e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The machine is in its own kernel. */
  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String text) {
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.halfspeed.agent.reboot;

import dev.halfspeed.worker.protocol.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A file of the controller that names the job whose boot failed last in a way that may have been
 * the lab's fault. The number of its attempt does not tell: the one before may have failed for
 * something else.
 */
final class DoubtedBoot {
  private final Path file;

  DoubtedBoot(Path file) {
    this.file = file;
  }

  /** It is in doubt now; whether it was the last one that was before. */
  boolean isAgain(JobId job) {
    try {
      if (Files.exists(file) && Files.readString(file).strip().equals(job.job())) {
        Files.delete(file);
        return true;
      }
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, job.job() + "\n");
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

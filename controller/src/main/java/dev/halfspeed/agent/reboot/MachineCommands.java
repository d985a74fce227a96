package dev.halfspeed.agent.reboot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the commands of a machine's entry that are for this side: power and console. */
@FunctionalInterface
public interface MachineCommands {
  /**
   * What a command did.
   *
   * @param exitCode 0 for success; -1: it did not end in time, or could not be started
   * @param output standard output, with standard error
   */
  record Answer(int exitCode, String output) {}

  /** Runs a shell command line. */
  Answer run(String commandLine, Duration deadline) throws InterruptedException;

  /** With {@code sh -c}, in the folder of the controller. */
  MachineCommands SHELL =
      (commandLine, deadline) -> {
        @Nullable Path output = null;
        try {
          // Through a file: a child that stays in the background must not hold us up.
          output = Files.createTempFile("halfspeed-command-", ".log");
          Process process =
              new ProcessBuilder("sh", "-c", commandLine)
                  .redirectErrorStream(true)
                  .redirectInput(Path.of("/dev/null").toFile())
                  .redirectOutput(output.toFile())
                  .start();
          try {
            boolean ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(
                ended ? process.exitValue() : -1,
                Files.readString(output, StandardCharsets.ISO_8859_1));
          } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
          }
        } catch (IOException e) {
          return new Answer(-1, String.valueOf(e.getMessage()));
        } finally {
          delete(output);
        }
      };

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A file in the folder for temporary files, which somebody else will clear.
    }
  }
}

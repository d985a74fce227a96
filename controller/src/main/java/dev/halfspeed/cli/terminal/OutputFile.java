package dev.halfspeed.cli.terminal;

import dev.halfspeed.problem.IoReason;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a user wants an answer in. */
public final class OutputFile {
  private static final int EVERYBODY = 0666;

  private OutputFile() {}

  /** Writes it, with its folder where that is missing; who may read it is as the user has it. */
  public static void write(Path file, String text) throws Problem {
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      boolean isNew = !Files.exists(file);
      Files.writeString(file, text);
      if (isNew) {
        Files.setAttribute(file, "unix:mode", FileMask.usual(EVERYBODY));
      }
    } catch (IOException e) {
      throw new Problem(
          "The file " + file + " can't be written: " + IoReason.of(e),
          "Choose another file, or leave the option out.",
          e);
    }
  }
}

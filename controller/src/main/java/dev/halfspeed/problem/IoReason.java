package dev.halfspeed.problem;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why something with a file failed, in words: Java's message often is the file's name alone. */
public final class IoReason {
  private IoReason() {}

  /** The reason, without the name of the file that the caller tried. */
  public static String of(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "no permission";
      case NoSuchFileException missing -> "there is no " + missing.getFile();
      case FileAlreadyExistsException taken -> taken.getFile() + " is there already";
      case FileSystemException failed when failed.getReason() != null -> failed.getReason();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}

package dev.halfspeed.worker.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the line in which a step of any kind says why it failed: the first that sounds like an
 * error, since what comes behind it mostly follows from it; otherwise the last.
 */
public final class ErrorLine {
  private static final Pattern ERROR =
      Pattern.compile(
          "\\b(?:\\w*error|fatal|failed|failure|cannot|can't|could not|couldn't|unable|not found|no"
              + " such|denied|refused|aborted|out of memory|no space left|killed|\\w*exception|too old|invalid)\\b",
          Pattern.CASE_INSENSITIVE);

  /** Progress, traces of a shell, warnings, and counts of errors of which there are none. */
  private static final Pattern NO_ERROR =
      Pattern.compile(
          "^\\s*(?:\\++ |progress:)|\\bwarning\\b|\\b(?:0|no) (?:failed|failures?|errors?)\\b"
              + "|\\b(?:failed|failures?|errors?)\\b[^:=]{0,40}[:=] ?0\\b",
          Pattern.CASE_INSENSITIVE);

  private ErrorLine() {}

  /** The line, plain and not too long; empty where the file has no text, or is none. */
  public static String of(Path log) {
    if (!Files.isRegularFile(log)) {
      return "";
    }
    String last = "";
    try (LineReader lines = LineReader.of(log)) {
      @Nullable String next = lines.next();
      while (next != null) {
        String line = PlainText.quote(next);
        if (!line.isEmpty()) {
          if (ERROR.matcher(line).find() && !NO_ERROR.matcher(line).find()) {
            return line;
          }
          last = line;
        }
        next = lines.next();
      }
    } catch (IOException e) {
      return last;
    }
    return last;
  }
}

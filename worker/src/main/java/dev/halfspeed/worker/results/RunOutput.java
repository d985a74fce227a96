package dev.halfspeed.worker.results;

import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.PlainText;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * What a run has left.
 *
 * @param folder the run's HALFSPEED_OUT
 * @param exitCode of the step {@code run}
 * @param log what the step {@code run} printed; there may be no such file
 */
public record RunOutput(Path folder, int exitCode, Path log) {

  /** A file that the run has to leave. */
  Path file(String name) throws ReproducerException {
    Path file;
    try {
      file = folder.resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw new ReproducerException("\"" + PlainText.quote(name) + "\" is no name of a file");
    }
    if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
      throw new ReproducerException("the recipe left no file " + name);
    }
    return readable(file);
  }

  /** The files whose names match a pattern; perhaps none. */
  List<Path> files(String glob) throws IOException, ReproducerException {
    PathMatcher matcher;
    try {
      matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException e) {
      throw new ReproducerException(
          "\"" + PlainText.quote(glob) + "\" is no pattern of file names");
    }
    var files = new ArrayList<Path>();
    for (Path file : Folders.list(folder)) {
      if (matcher.matches(file.getFileName()) && Files.isRegularFile(file)) {
        files.add(readable(file));
      }
    }
    return files;
  }

  private static Path readable(Path file) throws ReproducerException {
    if (!Files.isReadable(file)) {
      throw new ReproducerException(
          "the recipe left the file %s in a way that Halfspeed may not read it"
              .formatted(file.getFileName()));
    }
    return file;
  }
}

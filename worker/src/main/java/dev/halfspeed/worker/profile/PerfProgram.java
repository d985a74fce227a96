package dev.halfspeed.worker.profile;

import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** The program perf of this machine. */
public final class PerfProgram {
  /** Where Ubuntu has one for each of its kernels. */
  private static final Path OF_KERNELS = Path.of("/usr/lib/linux-tools");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private PerfProgram() {}

  /** Where it lies; empty where this machine has none. */
  public static Optional<Path> find(Tools tools) throws IOException {
    Optional<Path> found = tools.find("perf");
    if (found.isPresent() && isScript(found.get())) {
      // Ubuntu's looks for one made for the running kernel, which a kernel under test has not; any
      // of them works with any kernel.
      Optional<Path> newest =
          Folders.list(OF_KERNELS).stream()
              .filter(folder -> Files.isExecutable(folder.resolve("perf")))
              .max(Comparator.comparing(PerfProgram::version, Arrays::compare))
              .map(folder -> folder.resolve("perf"));
      return newest.isPresent() ? newest : found;
    }
    return found;
  }

  /** The numbers in the name of a kernel's folder, as in 6.8.0-45-generic. */
  static long[] version(Path folder) {
    return NUMBER
        .matcher(String.valueOf(folder.getFileName()))
        .results()
        .mapToLong(number -> Long.parseLong(number.group()))
        .toArray();
  }

  private static boolean isScript(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == '#' && in.read() == '!';
    }
  }
}

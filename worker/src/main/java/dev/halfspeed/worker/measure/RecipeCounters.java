package dev.halfspeed.worker.measure;

import dev.halfspeed.worker.protocol.RunCounters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a recipe has counted itself: the file {@code counters} in a run's output, a name and a
 * number a line. It stands beside the kernel's counters and is compared as they are.
 */
final class RecipeCounters {
  private static final String FILE = "counters";
  private static final long LARGEST = 256 << 10;
  private static final int MOST = 1000;
  private static final Pattern LINE =
      Pattern.compile("([A-Za-z][\\w.:-]{0,99})\\s+(\\d{1,15}(?:\\.\\d{1,15})?)\\s*");

  private RecipeCounters() {}

  /**
   * The kernel's counters with the recipe's. Lines that are none, and names that the kernel has,
   * are left out: no measurement fails for them.
   *
   * @param output the run's HALFSPEED_OUT
   */
  static RunCounters with(RunCounters kernel, Path output) throws IOException {
    Path file = output.resolve(FILE);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || !Files.isReadable(file)
        || Files.size(file) > LARGEST) {
      return kernel;
    }
    var levels = new TreeMap<>(kernel.levels());
    List<String> lines = Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    for (String line : lines.subList(0, Math.min(MOST, lines.size()))) {
      Matcher counter = LINE.matcher(line);
      if (counter.matches() && !kernel.rates().containsKey(counter.group(1))) {
        levels.putIfAbsent(counter.group(1), Double.valueOf(counter.group(2)));
      }
    }
    return new RunCounters(kernel.seconds(), kernel.rates(), levels);
  }
}

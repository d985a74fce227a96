package dev.halfspeed.worker.protocol;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a kernel says that it breaks down. */
public final class KernelTrouble {
  /** From the most to the least telling. */
  private static final List<Pattern> TROUBLE =
      List.of(
          Pattern.compile("Kernel panic - not syncing.*"),
          Pattern.compile("(BUG: |kernel BUG at |Oops: |Internal error: ).*"),
          Pattern.compile("(Unable to handle kernel|general protection fault|PANIC: ).*"),
          Pattern.compile("(rcu: INFO: .* stall|watchdog: BUG: soft lockup).*"));

  private KernelTrouble() {}

  /** The line that says most of a kernel in trouble; empty where none is. */
  public static Optional<String> in(Stream<String> lines) {
    var found = new @Nullable String[TROUBLE.size()];
    lines.forEach(line -> note(line, found));
    for (String line : found) {
      if (line != null) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  private static void note(String line, @Nullable String[] found) {
    for (int i = 0; i < found.length; i++) {
      var matcher = TROUBLE.get(i).matcher(line);
      if (found[i] == null && matcher.find()) {
        found[i] = matcher.group().strip();
      }
    }
  }
}

package dev.halfspeed.worker.protocol;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a kernel prints when it breaks down, or when it notices that it gets no further. */
public final class KernelTrouble {
  /**
   * From the most to the least telling. Of the lines that begin with BUG, those of checkers (KASAN,
   * KCSAN, KFENCE, lockdep, "sleeping function called from invalid context") are only reports: the
   * kernel goes on, unless a panic or an oops follows.
   */
  private static final List<Pattern> BREAKDOWNS =
      List.of(
          Pattern.compile("Kernel panic - not syncing.*"),
          Pattern.compile(
              "(BUG: (?:kernel |unable to handle |stack guard|TASK stack guard|IRQ stack guard)"
                  + "|kernel BUG at |Oops: |Internal error: ).*"),
          Pattern.compile("(Unable to handle kernel|general protection fault|PANIC: ).*"),
          // Of the part that unpacks the kernel, whose reason stands before it.
          Pattern.compile(
              "(\\S+-compressed data is corrupt|Out of memory while allocating|crc error|-- System"
                  + " halted).*"));

  /** Of a kernel that goes on, or would: no breakdown, but the cause of a hang. */
  private static final List<Pattern> STALLS =
      List.of(
          Pattern.compile("(BUG: soft lockup|BUG: workqueue lockup|NMI watchdog: Watchdog).*"),
          Pattern.compile("rcu: INFO: .*\\bstall.*"),
          Pattern.compile("INFO: task .* blocked for more than .*"));

  private KernelTrouble() {}

  /** The line that says most of how a kernel broke down; empty where it did not. */
  public static Optional<String> breakdown(Stream<String> lines) {
    return mostTelling(BREAKDOWNS, lines);
  }

  /**
   * The line in which a kernel says that something in it does not get on, for example a CPU that
   * RCU waits for; empty where it has noticed nothing.
   */
  public static Optional<String> stall(Stream<String> lines) {
    return mostTelling(STALLS, lines);
  }

  private static Optional<String> mostTelling(List<Pattern> patterns, Stream<String> lines) {
    var found = new @Nullable String[patterns.size()];
    lines.forEach(line -> note(patterns, line, found));
    for (String line : found) {
      if (line != null) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  private static void note(List<Pattern> patterns, String line, @Nullable String[] found) {
    for (int i = 0; i < found.length; i++) {
      var matcher = patterns.get(i).matcher(line);
      if (found[i] == null && matcher.find()) {
        found[i] = matcher.group().strip();
      }
    }
  }
}

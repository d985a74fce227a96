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
  private static final List<Sign> BREAKDOWNS =
      List.of(
          Sign.of("Kernel panic - not syncing.*", "Kernel panic"),
          Sign.of(
              "(BUG: (?:kernel |unable to handle |stack guard|TASK stack guard|IRQ stack guard)"
                  + "|kernel BUG at |Oops: |Internal error: ).*",
              "BUG",
              "Oops: ",
              "Internal error: "),
          Sign.of(
              "(Unable to handle kernel|general protection fault|PANIC: ).*",
              "Unable to handle kernel",
              "general protection fault",
              "PANIC: "),
          // Of the part that unpacks the kernel, whose reason stands before it.
          Sign.of(
              "(\\S{1,20}-compressed data is corrupt|Out of memory while allocating|crc error"
                  + "|-- System halted).*",
              "-compressed data is corrupt",
              "Out of memory while allocating",
              "crc error",
              "-- System halted"));

  /** Of a kernel that goes on, or would: no breakdown, but the cause of a hang. */
  private static final List<Sign> STALLS =
      List.of(
          Sign.of(
              "(BUG: soft lockup|BUG: workqueue lockup|NMI watchdog: Watchdog).*",
              "lockup",
              "NMI watchdog"),
          Sign.of("rcu: INFO: .*\\bstall.*", "rcu: INFO: "),
          Sign.of("INFO: task .* blocked for more than .*", "INFO: task "));

  /**
   * What a line says, sought in those only that have one of its words: consoles are long, and
   * expressions slow.
   */
  private record Sign(Pattern pattern, List<String> words) {
    static Sign of(String pattern, String... words) {
      return new Sign(Pattern.compile(pattern), List.of(words));
    }

    Optional<String> in(String line) {
      for (String word : words) {
        if (line.contains(word)) {
          var matcher = pattern.matcher(line);
          return matcher.find() ? Optional.of(matcher.group().strip()) : Optional.empty();
        }
      }
      return Optional.empty();
    }
  }

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

  private static Optional<String> mostTelling(List<Sign> signs, Stream<String> lines) {
    var found = new @Nullable String[signs.size()];
    lines.forEach(line -> note(signs, line, found));
    for (String line : found) {
      if (line != null) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  private static void note(List<Sign> signs, String line, @Nullable String[] found) {
    for (int i = 0; i < found.length; i++) {
      if (found[i] == null) {
        found[i] = signs.get(i).in(line).orElse(null);
      }
    }
  }
}

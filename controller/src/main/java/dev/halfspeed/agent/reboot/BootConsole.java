package dev.halfspeed.agent.reboot;

import dev.halfspeed.worker.protocol.KernelTrouble;
import java.util.List;
import java.util.Optional;

/**
 * The part of a machine's console that one boot of an image has printed: from its command line, on
 * which a word stands that no other boot has, to the banner of the next kernel.
 *
 * @param lines none where the image's kernel printed nothing, or nobody listened
 */
record BootConsole(List<String> lines) {
  private static final int SHOWN = 60;
  private static final String BANNER = "Linux version ";

  /**
   * Finds it.
   *
   * @param log everything that the console command printed
   * @param token the word on the command line
   */
  static BootConsole of(String log, String token) {
    List<String> all = log.lines().toList();
    int begin = 0;
    while (begin < all.size() && !all.get(begin).contains(token)) {
      begin++;
    }
    int end = Math.min(begin + 1, all.size());
    while (end < all.size() && !all.get(end).contains(BANNER)) {
      end++;
    }
    return new BootConsole(List.copyOf(all.subList(begin, end)));
  }

  /** Whether the image's kernel ran at all. */
  boolean isStarted() {
    return !lines.isEmpty();
  }

  /** Whether it came as far as the machine's own init. */
  boolean isInitReached() {
    return lines.stream().anyMatch(line -> line.matches(".*Run /\\S+ as init process.*"));
  }

  /** The line that says most of how it broke down; empty where it did not. */
  Optional<String> breakdown() {
    return KernelTrouble.breakdown(lines.stream());
  }

  /** The line in which it says that something in it gets no further; empty where it does not. */
  Optional<String> stall() {
    return KernelTrouble.stall(lines.stream());
  }

  /** The last thing that it printed. */
  String lastLine() {
    return lines.stream()
        .filter(line -> !line.isBlank())
        .reduce("", (before, line) -> line)
        .strip();
  }

  /** Its end, for people. */
  String tail() {
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()));
  }
}

package dev.halfspeed.worker.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One process, told apart from later ones that are given the same number.
 *
 * @param bootId of the system that it runs on
 * @param pid its number
 * @param startTime clock ticks from the start of the system to the start of the process
 */
public record ProcessIdentity(String bootId, long pid, long startTime) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** The calling process. */
  public static ProcessIdentity current() throws IOException {
    return of(ProcessHandle.current().pid());
  }

  /**
   * The process that has this number now.
   *
   * @throws IOException when there is none
   */
  public static ProcessIdentity of(long pid) throws IOException {
    return new ProcessIdentity(currentBootId(), pid, startTime(stat(pid)));
  }

  /** Names the present start of this machine's operating system. */
  public static String currentBootId() throws IOException {
    return Files.readString(BOOT_ID).strip();
  }

  /** Whether that very process still runs; one that only waits to be buried does not. */
  public boolean isAlive() {
    try {
      String[] fields = stat(pid);
      return bootId.equals(currentBootId())
          && startTime(fields) == startTime
          && !fields[0].equals("Z");
    } catch (IOException e) {
      return false;
    }
  }

  /** The fields of /proc/PID/stat from the state on: the name before them may contain blanks. */
  private static String[] stat(long pid) throws IOException {
    String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return line.substring(line.lastIndexOf(')') + 2).strip().split(" ");
  }

  private static long startTime(String[] fields) {
    return Long.parseLong(fields[19]);
  }
}

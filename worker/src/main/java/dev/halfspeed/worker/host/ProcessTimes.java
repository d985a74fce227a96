package dev.halfspeed.worker.host;

/**
 * One process, from /proc/PID/stat.
 *
 * @param startTime ticks from the start of the system; with the number it names a process
 * @param isKernelThread whether it is a part of the kernel
 * @param seconds of one CPU that it and those of its children used whose end it has seen
 */
record ProcessTimes(long pid, long parent, long startTime, boolean isKernelThread, double seconds) {
  /** PF_KTHREAD of include/linux/sched.h. */
  private static final long KERNEL_THREAD = 0x00200000;

  // Fields of proc(5), counted from the state, which is the third.
  private static final int PARENT = 1;
  private static final int FLAGS = 6;
  private static final int USER = 11;
  private static final int CHILDREN_SYSTEM = 14;
  private static final int START = 19;

  /**
   * Reads the text of /proc/PID/stat.
   *
   * @throws IllegalArgumentException when it is none
   */
  static ProcessTimes parse(String stat) {
    // The name, in parentheses, may hold anything, these too.
    int name = stat.indexOf('(');
    int end = stat.lastIndexOf(')');
    String[] fields = end < 0 ? new String[0] : stat.substring(end + 1).trim().split("\\s+");
    if (name < 1 || fields.length <= START) {
      throw new IllegalArgumentException("no line of /proc/PID/stat");
    }
    long ticks = 0;
    for (int field = USER; field <= CHILDREN_SYSTEM; field++) {
      ticks += Long.parseLong(fields[field]);
    }
    return new ProcessTimes(
        Long.parseLong(stat.substring(0, name).trim()),
        Long.parseLong(fields[PARENT]),
        Long.parseLong(fields[START]),
        (Long.parseLong(fields[FLAGS]) & KERNEL_THREAD) != 0,
        ticks / CpuTimes.TICKS_A_SECOND);
  }
}

package dev.halfspeed.worker.host;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives the numbers in a kernel's files names: the file's, a dot, and the kernel's own name of the
 * number. Numbers of single CPUs are summed, and so are those of a device's queues.
 */
final class CounterParser {
  /** The level that is the time: seconds since the kernel started. */
  static final String UPTIME = "uptime";

  private static final double NANOSECONDS = 1e9;
  private static final double MICROSECONDS = 1e6;
  private static final double MILLISECONDS = 1e3;
  private static final double SECTOR_BYTES = 512;

  /** The columns of /proc/stat in which the time of all CPUs is told, see proc(5). */
  private static final List<String> CPU =
      List.of("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal");

  /** The columns of a CPU in /proc/schedstat, see sched-stats in the kernel's documentation. */
  private static final List<String> SCHEDSTAT =
      List.of(
          "yield",
          "",
          "schedule",
          "schedule_idle",
          "wakeup",
          "wakeup_local",
          "run_time",
          "run_delay",
          "timeslices");

  /** Columns of /proc/diskstats behind the name, see iostats in the kernel's documentation. */
  private static final int READS = 3;

  private static final int SECTORS_READ = 5;
  private static final int WRITES = 7;
  private static final int SECTORS_WRITTEN = 9;
  private static final int BUSY = 12;

  /** Of /proc/vmstat, what only grows although its name begins like that of a number of pages. */
  private static final Pattern GROWING =
      Pattern.compile("nr_(?:dirtied|written|vmscan_.*|throttled_written|foll_pin_.*|tlb_.*)");

  /** Of /proc/net/snmp, what does not grow. */
  private static final Set<String> SETTINGS =
      Set.of(
          "Ip.Forwarding",
          "Ip.DefaultTTL",
          "Tcp.RtoAlgorithm",
          "Tcp.RtoMin",
          "Tcp.RtoMax",
          "Tcp.MaxConn",
          "Tcp.CurrEstab");

  private static final Pattern SECONDS = Pattern.compile("\\d{1,12}(?:\\.\\d{1,9})?");

  private static final Pattern TOTAL = Pattern.compile("(some|full) .*total=(\\d+)");

  /**
   * The number of a queue at the end of an interrupt's name, and of a CPU at that of a thread's.
   */
  private static final Pattern NUMBER_AT_END = Pattern.compile("[-.:/]?\\d+$");

  private final Map<String, Double> totals = new HashMap<>();
  private final Map<String, Double> levels = new HashMap<>();

  Map<String, Double> totals() {
    return totals;
  }

  Map<String, Double> levels() {
    return levels;
  }

  /**
   * Reads one file.
   *
   * @throws IllegalArgumentException where it is not as such files are
   * @throws IndexOutOfBoundsException likewise, where a word is missing
   * @throws java.util.NoSuchElementException likewise, where all is missing
   */
  void read(String file, List<String> lines) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    if (file.equals("/proc/stat")) {
      lines.forEach(this::stat);
    } else if (file.startsWith("/proc/pressure/")) {
      lines.forEach(line -> pressure("pressure." + name, line));
    } else if (file.startsWith("/sys/kernel/mm/transparent_hugepage/")) {
      add("khugepaged." + name, count(lines.getFirst().strip()));
    } else {
      switch (file) {
        case "/proc/uptime" -> levels.put(UPTIME, seconds(words(lines.getFirst())[0]));
        case "/proc/vmstat" -> lines.forEach(this::vmstat);
        case "/proc/meminfo" -> lines.forEach(this::meminfo);
        case "/proc/interrupts", "/proc/softirqs" -> perCpu(name, lines);
        case "/proc/schedstat" -> lines.forEach(this::schedstat);
        case "/proc/net/snmp", "/proc/net/netstat" -> net(lines);
        case "/proc/diskstats" -> lines.forEach(this::disk);
        default -> thread(lines);
      }
    }
  }

  private void add(String name, double value) {
    totals.merge(name, value, Double::sum);
  }

  private void stat(String line) {
    String[] words = words(line);
    switch (words[0]) {
      case "cpu" -> {
        for (int column = 0; column < CPU.size() && column + 1 < words.length; column++) {
          add("cpu." + CPU.get(column), count(words[column + 1]) / CpuTimes.TICKS_A_SECOND);
        }
      }
      case "intr" -> add("interrupts.total", count(words[1]));
      case "ctxt", "processes" -> add("stat." + words[0], count(words[1]));
      default -> {}
    }
  }

  private void vmstat(String line) {
    String[] words = words(line);
    String name = "vmstat." + words[0];
    boolean isLevel =
        words[0].equals("workingset_nodes")
            || (words[0].startsWith("nr_") && !GROWING.matcher(words[0]).matches());
    if (isLevel) {
      levels.put(name, count(words[1]));
    } else {
      add(name, count(words[1]));
    }
  }

  /** In kB, but for the numbers of huge pages. */
  private void meminfo(String line) {
    String[] words = words(line);
    levels.put("meminfo." + words[0].replace(":", ""), count(words[1]));
  }

  private void perCpu(String file, List<String> lines) {
    int cpus = words(lines.getFirst()).length;
    for (String line : lines.subList(1, lines.size())) {
      String[] words = words(line);
      String key = words[0].replace(":", "");
      double sum = 0;
      int column = 1;
      while (column < words.length && column <= cpus && isNumber(words[column])) {
        sum += count(words[column]);
        column++;
      }
      // A device's line has a number of no meaning; its driver's name is the last word.
      add(file + "." + (isNumber(key) ? unnumbered(words[words.length - 1]) : key), sum);
    }
  }

  private void schedstat(String line) {
    String[] words = words(line);
    if (!words[0].matches("cpu\\d+")) {
      return;
    }
    for (int column = 0; column < SCHEDSTAT.size() && column + 1 < words.length; column++) {
      String name = SCHEDSTAT.get(column);
      double value = count(words[column + 1]);
      switch (name) {
        case "" -> {}
        case "run_time", "run_delay" -> add("schedstat." + name, value / NANOSECONDS);
        default -> add("schedstat." + name, value);
      }
    }
  }

  private void pressure(String name, String line) {
    Matcher total = TOTAL.matcher(line);
    if (total.matches()) {
      add(name + "." + total.group(1), count(total.group(2)) / MICROSECONDS);
    }
  }

  /** Two lines for each protocol: names, then numbers. */
  private void net(List<String> lines) {
    for (int line = 0; line + 1 < lines.size(); line += 2) {
      String[] names = words(lines.get(line));
      String[] numbers = words(lines.get(line + 1));
      String protocol = names[0].replace(":", "");
      for (int column = 1; column < Math.min(names.length, numbers.length); column++) {
        String name = protocol + "." + names[column];
        if (!SETTINGS.contains(name)) {
          add("net." + name, count(numbers[column]));
        }
      }
    }
  }

  private void disk(String line) {
    String[] words = words(line);
    String name = words[2];
    if (words.length <= BUSY || name.matches("(?:loop|ram)\\d+")) {
      return;
    }
    add("disk." + name + ".reads", count(words[READS]));
    add("disk." + name + ".read_bytes", count(words[SECTORS_READ]) * SECTOR_BYTES);
    add("disk." + name + ".writes", count(words[WRITES]));
    add("disk." + name + ".written_bytes", count(words[SECTORS_WRITTEN]) * SECTOR_BYTES);
    add("disk." + name + ".busy", count(words[BUSY]) / MILLISECONDS);
  }

  /** Threads of the kernel that do work for whoever, such as kswapd, by their names. */
  private void thread(List<String> lines) {
    String stat = String.join("\n", lines);
    ProcessTimes times = ProcessTimes.parse(stat);
    if (times.isKernelThread()) {
      String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      int slash = name.indexOf('/');
      add("kthread." + unnumbered(slash < 0 ? name : name.substring(0, slash)), times.seconds());
    }
  }

  private static String unnumbered(String name) {
    return NUMBER_AT_END.matcher(name).replaceFirst("");
  }

  /** A counter; 2^53 is more than any has. */
  private static double count(String word) {
    return (double) Long.parseLong(word);
  }

  /** Digits and decimals alone: Java's own reading of numbers also knows words such as Infinity. */
  private static double seconds(String word) {
    if (!SECONDS.matcher(word).matches()) {
      throw new IllegalArgumentException("no number of seconds: " + PlainText.quote(word));
    }
    return Double.parseDouble(word);
  }

  private static boolean isNumber(String word) {
    return !word.isEmpty() && word.chars().allMatch(letter -> letter >= '0' && letter <= '9');
  }

  private static String[] words(String line) {
    return line.strip().split("\\s+");
  }
}

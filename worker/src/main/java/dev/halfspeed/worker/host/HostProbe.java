package dev.halfspeed.worker.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the counters of the machine that it runs on.
 *
 * <p>Ours are the processes that carry the mark of a job of this worker ({@link JobProcesses}) and
 * their children. A server that a recipe starts as another user has left its parent and perhaps its
 * mark, which may be out of sight: it is known by our control group, by init as its parent, and
 * since it was not there at the first look. Which jobs may run beside each other is for the
 * controller to say.
 *
 * <p>Where the machine does not tell something it is left out. Safe for use by one thread at a
 * time.
 */
public final class HostProbe {
  static final String PRESSURE = "pressure/";
  static final String THROTTLED = "_throttle_count";
  static final String THROTTLED_FOR = "_throttle_total_time_ms";

  /** Older kernels wait for each idle CPU that is asked for its frequency. */
  private static final int MOST_FREQUENCIES = 8;

  private static final long INIT = 1;

  private static final Pattern SOME = Pattern.compile("some .*total=(\\d{1,18})");
  private static final Pattern CPU = Pattern.compile("cpu\\d+");

  private final Path root;
  private final String mark;
  private final Map<Identity, Boolean> known = new HashMap<>();
  private final @Nullable String group;

  /** Whether every process of the machine is in it, so that it tells nothing. */
  private final boolean isGroupOfAll;

  private boolean hasLooked;

  /** A process, also when another one has its number later. */
  private record Identity(long pid, long startTime) {}

  /**
   * Looks around for the first time.
   *
   * @param root the machine's root folder: / but in tests
   * @param pid of the process that does the job
   * @param jobs the folder in which this worker's jobs have theirs
   */
  public HostProbe(Path root, long pid, Path jobs) {
    this.root = root;
    mark = JobProcesses.VARIABLE + "=" + jobs + "/";
    group = groupOf(pid);
    isGroupOfAll = group == null || group.equals(groupOf(INIT));
    take();
    hasLooked = true;
  }

  /** The counters now; empty where the machine has none that can be read. */
  public Optional<HostSnapshot> take() {
    try {
      Optional<CpuTimes> cpu = read("proc/stat").map(CpuTimes::parse);
      if (cpu.isEmpty()) {
        return Optional.empty();
      }
      OptionalDouble frequency = frequency();
      return Optional.of(
          new HostSnapshot(
              System.nanoTime(),
              cpu.get(),
              accounted(),
              counters(),
              frequency.isPresent() ? frequency.getAsDouble() : null));
    } catch (IllegalArgumentException e) {
      // What can't be understood is not recorded: a measurement does not fail for it.
      return Optional.empty();
    }
  }

  private double accounted() {
    Map<Long, ProcessTimes> processes = processes();
    double seconds = 0;
    for (ProcessTimes process : processes.values()) {
      if (process.isKernelThread() || isOurs(process, processes)) {
        seconds += process.seconds();
      }
    }
    Set<Identity> alive =
        processes.values().stream().map(HostProbe::identity).collect(Collectors.toSet());
    known.keySet().retainAll(alive);
    return seconds;
  }

  private Map<Long, ProcessTimes> processes() {
    var processes = new HashMap<Long, ProcessTimes>();
    for (Path process : list(root.resolve("proc"), "[0-9]*")) {
      // It may end at any moment.
      read("proc/" + process.getFileName() + "/stat")
          .map(ProcessTimes::parse)
          .ifPresent(times -> processes.put(times.pid(), times));
    }
    return processes;
  }

  private static Identity identity(ProcessTimes process) {
    return new Identity(process.pid(), process.startTime());
  }

  private boolean isOurs(ProcessTimes process, Map<Long, ProcessTimes> processes) {
    Boolean before = known.get(identity(process));
    if (before != null) {
      return before;
    }
    // Numbers are used again, so that parents may seem to go round in a circle.
    known.put(identity(process), false);
    Optional<Boolean> marked = isMarked(process);
    ProcessTimes parent = processes.get(process.parent());
    boolean ours =
        marked.orElse(false)
            || (parent != null && !parent.isKernelThread() && isOurs(parent, processes))
            || (process.parent() == INIT
                && hasLooked
                && (marked.isEmpty() || !isGroupOfAll)
                && Objects.equals(group, groupOf(process.pid())));
    known.put(identity(process), ours);
    return ours;
  }

  /** Whether it carries the mark of a job; empty where another user's may not be looked at. */
  private Optional<Boolean> isMarked(ProcessTimes process) {
    return read("proc/" + process.pid() + "/environ")
        .map(text -> List.of(text.split("\0")).stream().anyMatch(word -> word.startsWith(mark)));
  }

  private @Nullable String groupOf(long pid) {
    return read("proc/" + pid + "/cgroup").orElse(null);
  }

  private Map<String, Long> counters() {
    var counters = new HashMap<String, Long>();
    for (String of : List.of("cpu", "io", "memory")) {
      read("proc/pressure/" + of)
          .map(SOME::matcher)
          .filter(Matcher::find)
          .ifPresent(some -> counters.put(PRESSURE + of, Long.valueOf(some.group(1))));
    }
    for (Path cpu : list(root.resolve("sys/devices/system/cpu"), "cpu[0-9]*")) {
      for (String what : List.of("core", "package")) {
        for (String count : List.of(THROTTLED, THROTTLED_FOR)) {
          String name = cpu.getFileName() + "/thermal_throttle/" + what + count;
          number("sys/devices/system/cpu/" + name).ifPresent(now -> counters.put(name, now));
        }
      }
    }
    return Map.copyOf(counters);
  }

  private OptionalDouble frequency() {
    return list(root.resolve("sys/devices/system/cpu"), "cpu[0-9]*").stream()
        .filter(cpu -> CPU.matcher(cpu.getFileName().toString()).matches())
        .limit(MOST_FREQUENCIES)
        .map(cpu -> "sys/devices/system/cpu/" + cpu.getFileName() + "/cpufreq/")
        .flatMap(folder -> {
          OptionalLong now = number(folder + "scaling_cur_freq");
          OptionalLong highest = number(folder + "cpuinfo_max_freq");
          return now.isPresent() && highest.orElse(0) > 0
              ? Optional.of((double) now.getAsLong() / highest.getAsLong()).stream()
              : Optional.<Double>empty().stream();
        })
        .mapToDouble(Double::doubleValue)
        .average();
  }

  private OptionalLong number(String file) {
    return read(file)
        .map(String::strip)
        .filter(text -> text.matches("\\d{1,18}"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  private Optional<String> read(String file) {
    try {
      return Optional.of(
          new String(Files.readAllBytes(root.resolve(file)), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<Path> list(Path folder, String names) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, names)) {
      var all = new ArrayList<Path>();
      found.forEach(all::add);
      return all;
    } catch (IOException | DirectoryIteratorException e) {
      return List.of();
    }
  }
}

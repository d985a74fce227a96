package dev.halfspeed.worker.boot;

import dev.halfspeed.worker.host.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The state of a running kernel that can fake a regression, in few words. */
public final class KernelState {
  private static final String VULNERABILITY = "vulnerability_";
  private static final Pattern PREEMPTION = Pattern.compile("\\bPREEMPT(_\\w+)?\\b");
  private static final Pattern CHOSEN = Pattern.compile("\\[([^]]+)]");

  /**
   * What a kernel whose preemption can be chosen at boot has chosen, as the guest's init says it.
   */
  private static final String MODE = "preempt_mode";

  /** In a list such as "none voluntary (full) lazy". */
  private static final Pattern ACTIVE = Pattern.compile("[(\\[](\\w+)[)\\]]");

  private static final Pattern ASKED =
      Pattern.compile("(?<!\\S)preempt=(none|voluntary|full|lazy)(?!\\S)");

  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry("version", "proc/sys/kernel/version"),
          Map.entry("cmdline", "proc/cmdline"),
          Map.entry(
              "clocksource", "sys/devices/system/clocksource/clocksource0/current_clocksource"),
          Map.entry("transparent_hugepage", "sys/kernel/mm/transparent_hugepage/enabled"),
          Map.entry("hugepages", "proc/sys/vm/nr_hugepages"),
          Map.entry("numa_balancing", "proc/sys/kernel/numa_balancing"),
          Map.entry("tainted", "proc/sys/kernel/tainted"),
          Map.entry("governor", "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
          Map.entry("turbo_off", "sys/devices/system/cpu/intel_pstate/no_turbo"),
          Map.entry("boost", "sys/devices/system/cpu/cpufreq/boost"),
          Map.entry("smt", "sys/devices/system/cpu/smt/control"),
          Map.entry("cpus_online", "sys/devices/system/cpu/online"),
          Map.entry("nodes_online", "sys/devices/system/node/online"),
          Map.entry("crashkernel_bytes", "sys/kernel/kexec_crash_size"),
          Map.entry("lockup_detectors", "proc/sys/kernel/watchdog"),
          Map.entry("microcode", "sys/devices/system/cpu/cpu0/microcode/version"));

  private KernelState() {}

  /**
   * The state of the kernel that runs on a machine.
   *
   * @param root what /proc and /sys are looked for below
   */
  public static Map<String, String> of(Path root) throws IOException {
    var raw = new TreeMap<String, String>();
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      note(raw, file.getKey(), root.resolve(file.getValue()));
    }
    for (Path file : Folders.list(root.resolve("sys/devices/system/cpu/vulnerabilities"))) {
      note(raw, VULNERABILITY + file.getFileName(), file);
    }
    // Only root may look there; machine.sh has, where this is another user.
    note(raw, MODE, root.resolve("run/halfspeed/preempt"));
    note(raw, MODE, root.resolve("sys/kernel/debug/sched/preempt"));
    return condensed(raw);
  }

  /** The first line of a file that the kernel may or may not have. */
  private static void note(Map<String, String> raw, String name, Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      lines.findFirst().ifPresent(line -> raw.put(name, line.strip()));
    } catch (IOException | UncheckedIOException e) {
      // Some of these can be opened and not read: what is not told is not recorded.
    }
  }

  /**
   * Joins the mitigations into one value, keeps of a choice only what is chosen, and adds the
   * preemption mode.
   */
  static Map<String, String> condensed(Map<String, String> raw) {
    var state = new TreeMap<String, String>();
    var mitigations = new TreeMap<String, String>();
    raw.forEach((name, value) -> {
      if (name.startsWith(VULNERABILITY)) {
        mitigations.put(name.substring(VULNERABILITY.length()), value);
      } else if (!name.equals(MODE)) {
        state.put(name, name.equals("transparent_hugepage") ? chosen(value) : value);
      }
    });
    mitigations.values().removeIf("Not affected"::equals);
    if (!mitigations.isEmpty()) {
      state.put(
          "mitigations",
          String.join(
              "; ",
              mitigations.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList()));
    }
    state.put("preempt", preemption(raw));
    return state;
  }

  /**
   * What the kernel was built with, and the mode in which it runs, where that is chosen at boot and
   * can be told: the default of such a kernel may change from one commit to the next.
   */
  private static String preemption(Map<String, String> raw) {
    Matcher preemption = PREEMPTION.matcher(raw.getOrDefault("version", ""));
    String built = preemption.find() ? preemption.group() : "PREEMPT_NONE";
    Matcher active = ACTIVE.matcher(raw.getOrDefault(MODE, ""));
    if (active.find()) {
      return built + " (" + active.group(1) + ")";
    }
    if (!built.equals("PREEMPT_DYNAMIC")) {
      return built;
    }
    // The last one counts.
    return ASKED
        .matcher(raw.getOrDefault("cmdline", ""))
        .results()
        .map(asked -> built + " (" + asked.group(1) + ")")
        .reduce(built, (before, last) -> last);
  }

  private static String chosen(String choices) {
    Matcher chosen = CHOSEN.matcher(choices);
    return chosen.find() ? chosen.group(1) : choices;
  }
}

package dev.halfspeed.campaign.check;

import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.worker.protocol.Result;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of a machine's facts decides its numbers. Compared when it is checked again: another
 * compiler makes other kernels; what else has changed is said beside the figures, which tell
 * whether it matters.
 */
final class MachineFingerprint {
  static final String COMPILER = "compiler";

  private MachineFingerprint() {}

  static Map<String, String> of(ConnectedMachine station) {
    Result.Facts facts = station.facts();
    var all = new TreeMap<String, String>();
    all.put(COMPILER, station.toolchain());
    all.put("processor", facts.cpuModel());
    all.put("cores", Integer.toString(facts.cores()));
    all.put("system", facts.operatingSystem());
    String governor = facts.cpuGovernor();
    if (governor != null) {
      all.put("CPU governor", governor);
    }
    if (station.machine().boot().own() == null) {
      // Where the machine boots images itself, the kernel that runs is that of the last one.
      all.put("kernel", facts.kernelRelease());
      String emulator = "qemu-system-" + facts.architecture();
      all.put("QEMU", facts.tools().getOrDefault(emulator, "?"));
    }
    return Map.copyOf(all);
  }

  /** What has changed, in words by name; what one side does not know has not. */
  static Map<String, String> changes(Map<String, String> before, Map<String, String> now) {
    var changes = new LinkedHashMap<String, String>();
    new TreeMap<>(before)
        .forEach((name, was) -> {
          String is = now.get(name);
          if (is != null && !is.equals(was)) {
            changes.put(name, name + " " + is + " instead of " + was);
          }
        });
    return changes;
  }
}

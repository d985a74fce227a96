package dev.halfspeed.worker.boot;

import dev.halfspeed.worker.build.Architecture;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.protocol.BootPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The QEMU command line of a boot. */
final class QemuCommand {
  /** Large messages: fewer exits from the guest for the same data. */
  private static final String MESSAGE_SIZE = "msize=262144";

  /**
   * An instruction takes the guest 2^4 ns. That is about what emulation takes on a real clock, so a
   * run of five seconds lasts about as long for us; with 2^0 ns it would last a minute.
   *
   * <p>An idle guest sleeps in real time. Otherwise its clock would leap to the next timer whenever
   * it waits for the host, and a read of a few milliseconds would cost it seconds of a run.
   */
  private static final String INSTRUCTION_TIME = "shift=4,sleep=on";

  private final Tools tools;
  private final Architecture architecture;

  QemuCommand(Tools tools, Architecture architecture) {
    this.tools = tools;
    this.architecture = architecture;
  }

  /**
   * The words that start a guest on this machine's root file system.
   *
   * @param kernel the bootable kernel
   * @param init a script of this machine that becomes process 1
   * @param share the folder that the guest can write to
   * @param console where the guest's console goes
   */
  List<String> words(BootPlan.Qemu plan, Path kernel, Path init, Path share, Path console)
      throws IOException {
    var words = new ArrayList<String>();
    words.add(tools.require(architecture.emulator()));
    words.addAll(List.of("-no-user-config", "-nodefaults", "-machine", architecture.machineType()));
    words.addAll(accelerator(plan));
    words.addAll(List.of("-smp", processors(plan, kernel), "-m", mebibytes(plan.memoryBytes())));
    words.addAll(nodes(plan));
    // A panic reboots at once (panic=-1), and a reboot ends QEMU.
    words.addAll(List.of("-display", "none", "-monitor", "none", "-no-reboot"));
    words.addAll(List.of("-serial", "file:" + console));
    words.addAll(List.of("-kernel", kernel.toString(), "-append", kernelArguments(plan, init)));
    words.addAll(shared("root", Path.of("/"), "/dev/root", ",readonly=on"));
    words.addAll(shared("share", share, GuestFolder.MOUNT_TAG, ""));
    return words;
  }

  /**
   * Without ACPI an x86 kernel reads the MP table, which lists one processor for each socket; and
   * no socket lies in two nodes. Otherwise all are in one, with caches and a time stamp counter in
   * common.
   */
  private String processors(BootPlan.Qemu plan, Path kernel) throws IOException {
    boolean byTable = architecture.machine().equals("x86_64") && !GuestConfig.hasAcpi(kernel);
    return byTable || plan.nodes() > 1
        ? "cpus=%1$d,sockets=%1$d,cores=1,threads=1".formatted(plan.cpus())
        : Integer.toString(plan.cpus());
  }

  /** Memory in equal parts, CPUs one after another; where there are fewer, the last have none. */
  private static List<String> nodes(BootPlan.Qemu plan) {
    int nodes = plan.nodes();
    if (nodes == 1) {
      return List.of();
    }
    var words = new ArrayList<String>();
    for (int node = 0; node < nodes; node++) {
      String memory = "node" + node;
      int first = Math.ceilDiv(node * plan.cpus(), nodes);
      int last = Math.ceilDiv((node + 1) * plan.cpus(), nodes) - 1;
      words.add("-object");
      words.add(
          "memory-backend-ram,id=%s,size=%s"
              .formatted(memory, mebibytes(plan.memoryBytes() / nodes)));
      words.add("-numa");
      words.add(
          "node,nodeid=%d,memdev=%s".formatted(node, memory)
              + (first > last ? "" : ",cpus=%d-%d".formatted(first, last)));
    }
    return words;
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + "M";
  }

  private static List<String> accelerator(BootPlan.Qemu plan) {
    return switch (plan.acceleration()) {
      case KVM -> List.of("-accel", "kvm", "-cpu", "host");
      case EMULATION ->
          switch (plan.clock()) {
            case REAL -> List.of("-accel", "tcg,thread=multi", "-cpu", "max");
            case INSTRUCTIONS ->
                List.of("-accel", "tcg,thread=single", "-icount", INSTRUCTION_TIME, "-cpu", "max");
          };
    };
  }

  private String kernelArguments(BootPlan.Qemu plan, Path init) {
    Stream<String> needed =
        Stream.of(
            "console=" + architecture.console(),
            "quiet",
            "root=/dev/root",
            "rootfstype=9p",
            "rootflags=trans=virtio,version=9p2000.L,cache=loose," + MESSAGE_SIZE,
            "ro",
            "init=" + init,
            "panic=-1");
    return String.join(" ", Stream.concat(needed, plan.kernelArguments().stream()).toList());
  }

  private static List<String> shared(String id, Path path, String tag, String more) {
    return List.of(
        "-fsdev",
        "local,id=" + id + ",path=" + path + ",security_model=none,multidevs=remap" + more,
        "-device",
        "virtio-9p-pci,fsdev=" + id + ",mount_tag=" + tag);
  }
}

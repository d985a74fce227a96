package dev.halfspeed.worker.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an image is started. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
public sealed interface BootPlan {

  /** CPUs that a recipe finds. */
  int cpus();

  /** Memory that a recipe finds. */
  long memoryBytes();

  /** Appended to the kernel's command line, with the boot's {@link SysValue}s among them. */
  List<String> kernelArguments();

  /** The longest time from power-on until the boot's own init runs; later counts as a hang. */
  Duration bootDeadline();

  /**
   * A QEMU guest that shares the machine's root file system, read-only.
   *
   * @param cpus virtual CPUs; 1 with {@link Clock#INSTRUCTIONS}
   * @param memoryBytes a multiple of {@code nodes} MiB
   * @param nodes NUMA nodes, between which memory and CPUs are split
   * @param kernelArguments appended to the command line that the boot method needs itself
   */
  record Qemu(
      Acceleration acceleration,
      Clock clock,
      int cpus,
      long memoryBytes,
      int nodes,
      List<String> kernelArguments,
      Duration bootDeadline)
      implements BootPlan {
    public Qemu {
      // Absent in what was written before there were any.
      nodes = Math.max(1, nodes);
      if (clock == Clock.INSTRUCTIONS && (cpus != 1 || acceleration != Acceleration.EMULATION)) {
        throw new IllegalArgumentException(
            "a clock that counts instructions needs software emulation and one CPU");
      }
    }
  }

  /**
   * The machine itself starts the image, once; its persistent default stays as it is.
   *
   * @param cpus of the machine: what a recipe is sized to
   * @param memoryBytes of the machine, as one kernel said it: another may say a little more or less
   * @param kernelArguments appended to the command line that the machine's own kernel has
   * @param initramfs a shell command that makes the initramfs in the file $1 for the kernel release
   *     $2; absent: the image needs none
   * @param downDeadline the longest time from the request to reboot until the running system is
   *     gone
   */
  record Own(
      Method method,
      int cpus,
      long memoryBytes,
      List<String> kernelArguments,
      @Nullable String initramfs,
      Duration downDeadline,
      Duration bootDeadline)
      implements BootPlan {
    public Own {
      kernelArguments = List.copyOf(kernelArguments);
    }
  }

  /** How a machine is made to start another kernel once. */
  enum Method {
    /** The running kernel starts it, without the firmware. */
    KEXEC,
    /** grub-reboot, with an entry in custom.cfg, or of the Boot Loader Specification. */
    GRUB,
    /** bootctl set-oneshot, with an entry of the Boot Loader Specification. */
    SYSTEMD_BOOT
  }

  /** What executes the guest's instructions. */
  enum Acceleration {
    /** Hardware virtualisation through /dev/kvm, only where a guest was seen to boot with it. */
    KVM,
    /** QEMU's software emulation (TCG): works everywhere. */
    EMULATION
  }

  /** What the guest's time follows. */
  enum Clock {
    /** The host's time. */
    REAL,
    /**
     * The number of executed instructions (QEMU icount): throughput becomes path length, repeatable
     * from boot to boot whatever else the host does.
     */
    INSTRUCTIONS
  }
}

package dev.halfspeed.worker.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;

/** How an image is started. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
public sealed interface BootPlan {

  /** The longest time from power-on until the boot's own init runs; later counts as a hang. */
  Duration bootDeadline();

  /**
   * A QEMU guest that shares the machine's root file system, read-only.
   *
   * @param cpus virtual CPUs; 1 with {@link Clock#INSTRUCTIONS}
   * @param kernelArguments appended to the command line that the boot method needs itself
   */
  record Qemu(
      Acceleration acceleration,
      Clock clock,
      int cpus,
      long memoryBytes,
      List<String> kernelArguments,
      Duration bootDeadline)
      implements BootPlan {
    public Qemu {
      if (clock == Clock.INSTRUCTIONS && (cpus != 1 || acceleration != Acceleration.EMULATION)) {
        throw new IllegalArgumentException(
            "a clock that counts instructions needs software emulation and one CPU");
      }
    }
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

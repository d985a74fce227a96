package dev.halfspeed.work;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.halfspeed.worker.protocol.BootPlan;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a machine boots images, as rows keep it: numbers of another way can't be compared with these.
 * What a worker is sent is the {@link #plan}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
public sealed interface BootWay {
  /** Words on the kernel's command line behind those that the boot needs itself. */
  List<String> kernelArguments();

  /** Converts it back to what a worker is sent. */
  BootPlan plan();

  /** Converts what a worker is sent. */
  static BootWay of(BootPlan plan) {
    return switch (plan) {
      case BootPlan.Qemu qemu ->
          new Qemu(
              Acceleration.of(qemu.acceleration()),
              Clock.of(qemu.clock()),
              qemu.cpus(),
              qemu.memoryBytes(),
              qemu.nodes(),
              qemu.kernelArguments(),
              qemu.bootDeadline());
      case BootPlan.Own own ->
          new Own(
              Method.of(own.method()),
              own.cpus(),
              own.memoryBytes(),
              own.kernelArguments(),
              own.initramfs(),
              own.downDeadline(),
              own.bootDeadline());
    };
  }

  /**
   * A QEMU guest on the machine.
   *
   * @param cpus virtual CPUs
   * @param memoryBytes of the guest
   * @param nodes NUMA nodes of the guest; absent: one, as in rows from before there were any
   * @param bootDeadline the longest time until the guest's init runs
   */
  record Qemu(
      Acceleration acceleration,
      Clock clock,
      int cpus,
      long memoryBytes,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer nodes,
      List<String> kernelArguments,
      Duration bootDeadline)
      implements BootWay {
    public Qemu {
      // The texts of equal ways are equal, those from before there were nodes, too.
      nodes = nodes == null || nodes == 1 ? null : nodes;
      kernelArguments = List.copyOf(kernelArguments);
    }

    /** NUMA nodes of the guest, at least one. */
    public int numberOfNodes() {
      return nodes == null ? 1 : nodes;
    }

    @Override
    public BootPlan plan() {
      return new BootPlan.Qemu(
          acceleration.plan(),
          clock.plan(),
          cpus,
          memoryBytes,
          numberOfNodes(),
          kernelArguments,
          bootDeadline);
    }
  }

  /**
   * The machine itself.
   *
   * @param cpus of the machine
   * @param memoryBytes of the machine, as one kernel said it
   * @param initramfs a shell command that makes one; absent: the image needs none
   * @param downDeadline the longest time until the running system is gone
   * @param bootDeadline the longest time until the image's init runs
   */
  record Own(
      Method method,
      int cpus,
      long memoryBytes,
      List<String> kernelArguments,
      @Nullable String initramfs,
      Duration downDeadline,
      Duration bootDeadline)
      implements BootWay {
    public Own {
      kernelArguments = List.copyOf(kernelArguments);
    }

    @Override
    public BootPlan plan() {
      return new BootPlan.Own(
          method.plan(), cpus, memoryBytes, kernelArguments, initramfs, downDeadline, bootDeadline);
    }
  }

  /** How a machine is made to start another kernel once. */
  enum Method {
    KEXEC,
    GRUB,
    SYSTEMD_BOOT;

    /** A worker's word for it. */
    public static Method of(BootPlan.Method method) {
      return switch (method) {
        case KEXEC -> KEXEC;
        case GRUB -> GRUB;
        case SYSTEMD_BOOT -> SYSTEMD_BOOT;
      };
    }

    BootPlan.Method plan() {
      return switch (this) {
        case KEXEC -> BootPlan.Method.KEXEC;
        case GRUB -> BootPlan.Method.GRUB;
        case SYSTEMD_BOOT -> BootPlan.Method.SYSTEMD_BOOT;
      };
    }
  }

  /** What executes a guest's instructions. */
  enum Acceleration {
    /** Hardware virtualisation. */
    KVM,
    /** Software. */
    EMULATION;

    static Acceleration of(BootPlan.Acceleration acceleration) {
      return switch (acceleration) {
        case KVM -> KVM;
        case EMULATION -> EMULATION;
      };
    }

    BootPlan.Acceleration plan() {
      return switch (this) {
        case KVM -> BootPlan.Acceleration.KVM;
        case EMULATION -> BootPlan.Acceleration.EMULATION;
      };
    }
  }

  /** What a guest's time follows. */
  enum Clock {
    /** The host's time. */
    REAL,
    /** The number of instructions that were executed. */
    INSTRUCTIONS;

    static Clock of(BootPlan.Clock clock) {
      return switch (clock) {
        case REAL -> REAL;
        case INSTRUCTIONS -> INSTRUCTIONS;
      };
    }

    BootPlan.Clock plan() {
      return switch (this) {
        case REAL -> BootPlan.Clock.REAL;
        case INSTRUCTIONS -> BootPlan.Clock.INSTRUCTIONS;
      };
    }
  }
}

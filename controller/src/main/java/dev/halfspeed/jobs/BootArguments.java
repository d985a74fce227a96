package dev.halfspeed.jobs;

import dev.halfspeed.worker.protocol.BootPlan;
import java.util.List;
import java.util.stream.Stream;

/** Puts words behind those that a machine gives to every kernel. */
public final class BootArguments {
  private BootArguments() {}

  /** The same way to boot, with more words on the kernel's command line. */
  public static BootPlan added(BootPlan usual, List<String> more) {
    return switch (usual) {
      case BootPlan.Qemu qemu ->
          new BootPlan.Qemu(
              qemu.acceleration(),
              qemu.clock(),
              qemu.cpus(),
              qemu.memoryBytes(),
              qemu.nodes(),
              joined(qemu.kernelArguments(), more),
              qemu.bootDeadline());
      case BootPlan.Own own ->
          new BootPlan.Own(
              own.method(),
              own.cpus(),
              own.memoryBytes(),
              joined(own.kernelArguments(), more),
              own.initramfs(),
              own.downDeadline(),
              own.bootDeadline());
    };
  }

  private static List<String> joined(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }
}

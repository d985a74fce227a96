package dev.halfspeed.worker.build;

import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.protocol.Result;

/**
 * A processor architecture, in the words of the kernel and of QEMU.
 *
 * @param machine as {@code uname -m} says it
 * @param target the make target of the bootable kernel
 * @param bootable where that target leaves the bootable kernel, in the build folder
 * @param emulator the QEMU program
 * @param machineType the machine that QEMU plays
 * @param console the kernel's name for the first serial line of that machine
 */
public record Architecture(
    String machine,
    String target,
    String bootable,
    String emulator,
    String machineType,
    String console) {

  /**
   * The architecture of this machine.
   *
   * @throws InfrastructureException for one that kernels can't be built and booted on yet
   */
  public static Architecture ofThisMachine() {
    String machine = System.getProperty("os.arch");
    return switch (machine) {
      case "amd64", "x86_64" ->
          new Architecture(
              "x86_64", "bzImage", "arch/x86/boot/bzImage", "qemu-system-x86_64", "pc", "ttyS0");
      case "aarch64" ->
          new Architecture(
              "aarch64",
              "Image.gz",
              "arch/arm64/boot/Image.gz",
              "qemu-system-aarch64",
              "virt",
              "ttyAMA0");
      default ->
          throw new InfrastructureException(
              Result.Fault.UNEXPECTED,
              "kernels are built and booted on x86_64 and aarch64, not on " + machine);
    };
  }
}

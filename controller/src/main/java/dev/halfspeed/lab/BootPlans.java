package dev.halfspeed.lab;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Result;

/** Turns how a machine's entry wants images booted into how they are, with its facts known. */
public final class BootPlans {
  private static final long MOST_BY_DEFAULT = 3L << 30;
  private static final long LEAST = 512L << 20;
  private static final long LEAST_OF_A_NODE = 128L << 20;
  private static final long MEBIBYTE = 1L << 20;

  private BootPlans() {}

  /**
   * How images are booted on a machine.
   *
   * @throws Problem when the machine does not have what its entry asks for
   */
  public static BootPlan of(Machine machine, Result.Facts facts) throws Problem {
    Machine.Own own = machine.boot().own();
    return own == null ? guest(machine, facts) : own(machine.boot(), own, facts);
  }

  private static BootPlan.Own own(Machine.Boot boot, Machine.Own own, Result.Facts facts) {
    return new BootPlan.Own(
        own.method(),
        facts.cores(),
        facts.memoryBytes(),
        boot.kernelArguments(),
        own.initramfs(),
        own.downDeadline(),
        boot.deadline());
  }

  /**
   * Acceleration is only used where a guest was seen to boot with it; counted instructions are
   * preferred under emulation, since they repeat.
   */
  private static BootPlan.Qemu guest(Machine machine, Result.Facts facts) throws Problem {
    Machine.Boot boot = machine.boot();
    BootPlan.Acceleration acceleration = acceleration(machine, facts);
    BootPlan.Clock clock = clock(machine, acceleration);
    int cpus = clock == BootPlan.Clock.INSTRUCTIONS ? 1 : boot.cpus();
    if (cpus == 0) {
      cpus = facts.cores();
    }
    if (cpus > facts.cores()) {
      throw new Problem(
          "machine %s: its guests are to have %d CPUs, and it has %d itself"
              .formatted(machine.name(), cpus, facts.cores()),
          "set cpus in its entry to " + facts.cores() + " or less, or leave it out");
    }
    return new BootPlan.Qemu(
        acceleration,
        clock,
        cpus,
        memory(machine, facts, clock),
        boot.nodes(),
        boot.kernelArguments(),
        boot.deadline());
  }

  private static BootPlan.Acceleration acceleration(Machine machine, Result.Facts facts)
      throws Problem {
    boolean kvm = Boolean.TRUE.equals(facts.kvm());
    return switch (machine.boot().acceleration()) {
      case EMULATION -> BootPlan.Acceleration.EMULATION;
      case KVM -> {
        if (!kvm) {
          throw new Problem(
              "machine %s: its entry wants KVM, and no guest was seen to boot with it: %s"
                  .formatted(machine.name(), facts.kvmExplanation()),
              "set acceleration: auto in its entry, or make /dev/kvm usable for " + machine.user());
        }
        yield BootPlan.Acceleration.KVM;
      }
      case AUTO ->
          kvm && machine.boot().clock() != Machine.ClockChoice.INSTRUCTIONS
              ? BootPlan.Acceleration.KVM
              : BootPlan.Acceleration.EMULATION;
    };
  }

  private static BootPlan.Clock clock(Machine machine, BootPlan.Acceleration acceleration) {
    return switch (machine.boot().clock()) {
      case REAL -> BootPlan.Clock.REAL;
      case INSTRUCTIONS -> BootPlan.Clock.INSTRUCTIONS;
      case AUTO ->
          acceleration == BootPlan.Acceleration.EMULATION && machine.boot().cpus() <= 1
              ? BootPlan.Clock.INSTRUCTIONS
              : BootPlan.Clock.REAL;
    };
  }

  private static long memory(Machine machine, Result.Facts facts, BootPlan.Clock clock)
      throws Problem {
    int guests = Capacity.guests(machine, facts.cores(), clock);
    // The rest is for the build, QEMU itself and the page cache.
    long available = facts.memoryBytes() / 4 * 3;
    long asked = machine.boot().memoryBytes();
    long bytes = asked == 0 ? Math.min(MOST_BY_DEFAULT, available / guests) : asked;
    if (bytes * guests > available || (bytes < LEAST && asked == 0)) {
      throw new Problem(
          "machine %s: %d guests with %d MiB each do not fit into its %d MiB of memory"
              .formatted(machine.name(), guests, bytes >> 20, facts.memoryBytes() >> 20),
          "set memory or guests in its entry lower, or take a larger machine");
    }
    int nodes = machine.boot().nodes();
    long ofNode = bytes / nodes;
    if (ofNode < LEAST_OF_A_NODE) {
      throw new Problem(
          "machine %s: %d nodes with %d MiB each are too small to boot"
              .formatted(machine.name(), nodes, ofNode / MEBIBYTE),
          "set memory in its entry to %d MiB or more, or nodes lower"
              .formatted(nodes * LEAST_OF_A_NODE / MEBIBYTE));
    }
    // Nodes have whole mebibytes, all as many.
    long step = nodes * MEBIBYTE;
    return bytes / step * step;
  }
}

package dev.halfspeed.lab;

import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Result;
import java.util.Optional;

/** Stub. */
public final class BootPlans {
  private BootPlans() {}

  /** Stub. */
  public static Optional<BootPlan> plan(Machine machine, Result.Facts facts) {
    if (facts.kvm() == null) {
      return Optional.empty();
    }
    return Optional.of(
        new BootPlan.Qemu(
            BootPlan.Acceleration.EMULATION,
            BootPlan.Clock.INSTRUCTIONS,
            1,
            machine.boot().memoryBytes(),
            machine.boot().kernelArguments(),
            machine.boot().deadline()));
  }

  /** Stub. */
  public static String words(Machine machine, Result.Facts facts) {
    return "qemu";
  }
}

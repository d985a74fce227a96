package dev.halfspeed.lab;

import dev.halfspeed.worker.protocol.BootPlan;

/** What may run together on a machine. */
public final class Capacity {
  private final int guests;
  private final int together;

  private Capacity(int guests, int together) {
    this.guests = guests;
    this.together = together;
  }

  /** Of a machine whose images are booted in this way. */
  public static Capacity of(Machine machine, int cores, BootPlan plan) {
    return switch (plan) {
      case BootPlan.Qemu qemu ->
          qemu.clock() == BootPlan.Clock.INSTRUCTIONS
              ? new Capacity(
                  machine.boot().guests() > 0 ? machine.boot().guests() : Math.max(1, cores),
                  Math.max(1, cores))
              : new Capacity(1, 1);
    };
  }

  /** Guests that may run at once. */
  public int guests() {
    return guests;
  }

  /** Whether one more build may start beside what runs. */
  public boolean mayBuild(int building, int booting) {
    return building == 0 && booting < together;
  }

  /** Whether one more guest may start beside what runs. */
  public boolean mayBoot(int building, int booting) {
    return booting < guests && building + booting < together;
  }
}

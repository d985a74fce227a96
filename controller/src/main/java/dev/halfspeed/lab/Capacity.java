package dev.halfspeed.lab;

import dev.halfspeed.worker.protocol.BootPlan;

/**
 * What may run on a machine at one time without disturbing what is measured there.
 *
 * <p>A guest that follows real time wants the machine for itself. A guest that counts instructions
 * does not notice its neighbours, so builds and guests share the cores, one core each.
 *
 * @param builds at once
 * @param guests at once
 * @param together builds and guests at once
 * @param guestsExcludeBuilds whether a build disturbs a guest
 */
public record Capacity(int builds, int guests, int together, boolean guestsExcludeBuilds) {
  /** One build or one boot: while it is not known how images are booted there. */
  public static final Capacity ONE_THING = new Capacity(1, 1, 1, true);

  /**
   * The capacity of a machine.
   *
   * @param cores of the machine
   * @param clock what its guests follow, as {@link BootPlans} resolved it
   */
  public static Capacity of(Machine machine, int cores, BootPlan.Clock clock) {
    int builds = machine.roles().contains(Machine.Role.BUILD) ? 1 : 0;
    int guests = machine.roles().contains(Machine.Role.TEST) ? guests(machine, cores, clock) : 0;
    return switch (clock) {
      case REAL -> new Capacity(builds, guests, Math.max(builds, guests), true);
      case INSTRUCTIONS -> new Capacity(builds, guests, Math.max(1, cores), false);
    };
  }

  /** How many guests at once a machine that tests takes. */
  static int guests(Machine machine, int cores, BootPlan.Clock clock) {
    int asked = machine.boot().guests();
    return switch (clock) {
      case REAL -> Math.max(1, asked);
      case INSTRUCTIONS -> asked == 0 ? Math.max(1, cores) : Math.min(asked, Math.max(1, cores));
    };
  }

  /** Whether a build may begin while so many builds and guests run. */
  public boolean mayBuild(int building, int booting) {
    return building < builds
        && building + booting < together
        && !(guestsExcludeBuilds && booting > 0);
  }

  /** Whether a guest may be started while so many builds and guests run. */
  public boolean mayBoot(int building, int booting) {
    return booting < guests
        && building + booting < together
        && !(guestsExcludeBuilds && building > 0);
  }
}

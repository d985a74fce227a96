package dev.halfspeed.bisect;

import dev.halfspeed.dispatch.WorkerLink;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.worker.protocol.Result;

/** A machine that was reached and looked at, with the way to it. */
record Station(Machine machine, WorkerLink link, Result.Facts facts) {
  String name() {
    return machine.name();
  }

  /** Where it is: tells machines apart, whatever lab files call them. */
  String address() {
    return Stations.address(machine);
  }

  /** What makes kernels on this machine: a different compiler gives a different image. */
  String toolchain() {
    return "gcc "
        + facts.tools().getOrDefault("gcc", "?")
        + ", ld "
        + facts.tools().getOrDefault("ld", "?");
  }
}

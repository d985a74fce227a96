package dev.halfspeed.bisect;

import dev.halfspeed.dispatch.WorkerLink;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.worker.protocol.Result;
import java.util.concurrent.Semaphore;

/**
 * A machine that was reached and looked at, with the way to it. One bisection at a time has it: a
 * machine never measures for two.
 */
record Station(Machine machine, WorkerLink link, Result.Facts facts, Semaphore owner) {
  String name() {
    return machine.name();
  }

  /** What makes kernels on this machine: a different compiler gives a different image. */
  String toolchain() {
    return "gcc "
        + facts.tools().getOrDefault("gcc", "?")
        + ", ld "
        + facts.tools().getOrDefault("ld", "?");
  }
}

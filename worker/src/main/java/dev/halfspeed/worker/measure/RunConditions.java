package dev.halfspeed.worker.measure;

import dev.halfspeed.worker.host.HostProbe;
import dev.halfspeed.worker.host.HostSnapshot;
import dev.halfspeed.worker.protocol.HostConditions;
import dev.halfspeed.worker.protocol.Result;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Takes down what else the machine does during each run. Safe for use by several threads. */
final class RunConditions {
  private static final String RUN = "run-";

  private final HostProbe probe;
  private final boolean realTime;
  private final Map<String, HostConditions> seen = new HashMap<>();
  private String phase = "";
  private Optional<HostSnapshot> begin = Optional.empty();

  /**
   * No run has begun.
   *
   * @param realTime whether runs go by the machine's clock
   */
  RunConditions(HostProbe probe, boolean realTime) {
    this.probe = probe;
    this.realTime = realTime;
  }

  /** A phase begins, so that the one before has ended; runs are called run-1, run-2 and so on. */
  synchronized void begins(String name) {
    if (!phase.startsWith(RUN) && !name.startsWith(RUN)) {
      return;
    }
    Optional<HostSnapshot> now = probe.take();
    if (phase.startsWith(RUN) && begin.isPresent() && now.isPresent()) {
      seen.put(phase, begin.get().until(now.get(), realTime));
    }
    phase = name;
    begin = now;
  }

  /** The run with what was taken down during it. */
  synchronized Result.RunReport with(Result.RunReport run) {
    return new Result.RunReport(
        run.run(), run.metrics(), run.histogram(), seen.get(RUN + run.run()), run.counters());
  }
}

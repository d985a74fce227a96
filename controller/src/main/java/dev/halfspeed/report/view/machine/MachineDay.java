package dev.halfspeed.report.view.machine;

import java.time.Instant;
import java.util.List;

/**
 * A machine, and what it did in a span of time.
 *
 * @param parts in the order of their beginnings; builds may overlap with others
 */
public record MachineDay(MachineView machine, List<Part> parts) {
  public MachineDay {
    parts = List.copyOf(parts);
  }

  /** What a machine does with its time. */
  public enum Use {
    BUILD,
    /** All of a boot but the measurement itself. */
    BOOT,
    /** The measurement. */
    RUN,
    /** Work that was lost through the machine, or through the way to it. */
    FAULT,
    /** No work, since it was drained or quarantined. */
    BARRED,
    /** Anything else, such as finding out facts. */
    OTHER
  }

  /** A part of its time. */
  public record Part(Use use, Instant from, Instant until) {}
}

package dev.halfspeed.evidence;

/** What a counter counts, by its name. */
public enum CounterUnit {
  /** Events. */
  EVENTS("1/s", 1),
  /** Seconds of one CPU, sampled at ticks of 10 ms. */
  CPU_SECONDS("s/s", 0.01),
  /** Seconds that are measured, here to the millisecond. */
  SECONDS("s/s", 0.001),
  /** Bytes of storage, in sectors. */
  BYTES("B/s", 512),
  /** A number of pages. */
  PAGES("pages", 1),
  /** Memory in kB. */
  KILOBYTES("kB", 1),
  /** A part of samples, from 0 to 1. */
  PART("", 0.01),
  /** What a recipe counts, in whatever unit. */
  OTHER("", 0.001);

  private final String symbol;
  private final double grain;

  CounterUnit(String symbol, double grain) {
    this.symbol = symbol;
    this.grain = grain;
  }

  /** As people write it behind a number; empty where there is none. */
  public String symbol() {
    return symbol;
  }

  /** The smallest step by which such a counter grows. */
  double grain() {
    return grain;
  }

  /** Of what grows. */
  static CounterUnit ofRate(String counter) {
    if (counter.startsWith("cpu.") || counter.startsWith("kthread.")) {
      return CPU_SECONDS;
    }
    if (counter.startsWith("pressure.")
        || counter.startsWith("schedstat.run_")
        || counter.endsWith(".busy")) {
      return SECONDS;
    }
    return counter.endsWith("_bytes") ? BYTES : EVENTS;
  }

  /** Of what goes up and down. */
  static CounterUnit ofLevel(String counter) {
    if (counter.startsWith("meminfo.")) {
      return counter.startsWith("meminfo.HugePages_") ? PAGES : KILOBYTES;
    }
    if (counter.startsWith("vmstat.")) {
      return PAGES;
    }
    return counter.startsWith("wait.") ? PART : OTHER;
  }
}

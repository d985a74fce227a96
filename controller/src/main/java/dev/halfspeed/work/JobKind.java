package dev.halfspeed.work;

import dev.halfspeed.worker.protocol.Job;

/** What a job is called in the store and on the page. */
public final class JobKind {
  static final String FACTS = "facts";
  public static final String BUILD = "build";
  public static final String BOOT = "boot";

  /** A revert was tried in the repository; no machine took part. */
  public static final String REVERT = "revert";

  private JobKind() {}

  public static String of(Job job) {
    return switch (job) {
      case Job.Facts ignored -> FACTS;
      case Job.Switch ignored -> BOOT;
      case Job.Recover ignored -> BOOT;
      case Job.Build ignored -> BUILD;
      case Job.Measure ignored -> BOOT;
    };
  }
}

package dev.halfspeed.bisect;

import dev.halfspeed.worker.protocol.Job;

/** What a job is called in the store and on the page. */
final class JobKind {
  static final String FACTS = "facts";
  static final String BUILD = "build";
  static final String BOOT = "boot";

  /** A revert was tried in the repository; no machine took part. */
  static final String REVERT = "revert";

  private JobKind() {}

  static String of(Job job) {
    return switch (job) {
      case Job.Facts ignored -> FACTS;
      case Job.Switch ignored -> BOOT;
      case Job.Recover ignored -> BOOT;
      case Job.Build ignored -> BUILD;
      case Job.Measure ignored -> BOOT;
    };
  }
}

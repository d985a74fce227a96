package dev.halfspeed.jobs;

import dev.halfspeed.core.JobResult;

/**
 * Whose fault an infrastructure fault is (docs/adr/0014): what fails again and again for one commit
 * while other commits work on that machine is the commit's fault; what fails for all is the
 * machine's. What the compiler, the kernel or the recipe blames on the commit is {@link
 * Testability}'s. Pure.
 */
final class FaultAttribution {
  /** Failures of what has failed on another machine in the same way: one is believed. */
  private static final int AS_ELSEWHERE = 1;

  /** Failures that nobody can explain: two, with a success of another commit between them. */
  private static final int UNEXPLAINED = 2;

  /**
   * Failures that the worker explains by the machine: so many accidents do not hit one commit and
   * spare the others in between, even where one job of eight meets one.
   */
  private static final int OF_THE_MACHINE = 5;

  private FaultAttribution() {}

  /** Who the worker says has failed. */
  enum Said {
    /** An infrastructure fault that may be the commit's doing as well as the machine's. */
    UNKNOWN,
    /** The machine: its disk is full, it went down, a program is missing. */
    MACHINE;

    /** What an infrastructure fault says. */
    static Said by(JobResult.Fault fault) {
      return switch (fault) {
        case DISK_FULL,
            FILE_SYSTEM,
            OUT_OF_MEMORY,
            TOOL_MISSING,
            MACHINE_DOWN,
            WORKER_DIED,
            RESTARTED ->
            MACHINE;
        case WRONG_KERNEL,
            IMAGE_MISSING,
            TREE_MISSING,
            PREPARATION_FAILED,
            DEADLINE,
            BOOT_SETUP,
            LINK_LOST,
            NOT_STARTED,
            UNEXPECTED ->
            UNKNOWN;
      };
    }
  }

  /** What is known from other commits, or other machines. */
  enum Seen {
    NOTHING,
    SUCCESS,
    FAILURE
  }

  /** Whose fault it is. */
  enum Verdict {
    /** The commit can't be tested. */
    COMMIT,
    /** The commit can't be tested on this machine; on another one it can. */
    COMMIT_HERE,
    /** The machine fails, whatever it is given. */
    MACHINE,
    /** Not known yet: it is to be tried again, once another commit has been tried there. */
    OPEN
  }

  /**
   * A commit that has failed on a machine, in a build or in a boot.
   *
   * @param said by the worker
   * @param times failures since it last worked there; of those that the worker does not blame on
   *     the commit, one for all between two successes of other commits
   * @param hasWorked whether it has worked there before
   * @param others what other commits have done there since it failed
   * @param elsewhere what it has done on other machines; as a failure counts what the worker
   *     blames, or this rule found out, in the same way as here
   */
  record Failure(Said said, int times, boolean hasWorked, Seen others, Seen elsewhere) {
    /** How many failures make it the commit's fault. */
    int needed() {
      return switch (said) {
        case UNKNOWN -> unexplainedNeeded(UNEXPLAINED);
        case MACHINE -> unexplainedNeeded(OF_THE_MACHINE);
      };
    }

    private int unexplainedNeeded(int here) {
      int needed = elsewhere == Seen.FAILURE ? AS_ELSEWHERE : here;
      // What has worked there may stumble once.
      return hasWorked ? needed + 1 : needed;
    }
  }

  /** Whose fault it is, by all that is known. */
  static Verdict of(Failure failure) {
    if (failure.times() < failure.needed()) {
      return failure.others() == Seen.FAILURE ? Verdict.MACHINE : Verdict.OPEN;
    }
    if (failure.elsewhere() == Seen.SUCCESS) {
      return Verdict.COMMIT_HERE;
    }
    return Verdict.COMMIT;
  }
}

package dev.halfspeed.agent;

import dev.halfspeed.problem.Problem;
import org.jspecify.annotations.Nullable;

/** A machine could not be used. Infrastructure: says nothing about any commit. */
public final class MachineFault extends Exception {
  private static final long serialVersionUID = 1;

  /** What is wrong with the machine. */
  public enum Kind {
    /** No connection: refused, no route, timed out, name unknown. */
    UNREACHABLE,
    /** The machine does not accept the key, or the key can't be read. */
    KEY_REFUSED,
    /** The machine's host key is not the one in known_hosts. */
    HOST_KEY_CHANGED,
    /** The machine's host key is not in known_hosts. */
    HOST_KEY_UNKNOWN,
    /** Not enough space for the worker itself. */
    DISK_FULL,
    /** No worker runtime for the machine's architecture. */
    NO_RUNTIME,
    /** Another controller holds the machine with a higher lease token. */
    LEASE_LOST,
    /** Another controller lives and works there. */
    IN_USE,
    /** The worker answered what it should not. */
    PROTOCOL,
    /** Files of the commit are missing or damaged in the repository here: no machine can help. */
    SOURCES_DAMAGED
  }

  private final Kind kind;
  private final String nextStep;
  private final boolean itsOwn;

  /**
   * States the fault.
   *
   * @param what what is wrong, and on which machine
   * @param nextStep what a person can do about it
   */
  public MachineFault(Kind kind, String what, String nextStep, Throwable cause) {
    this(kind, what, nextStep, cause, true);
  }

  private MachineFault(
      Kind kind, String what, String nextStep, @Nullable Throwable cause, boolean itsOwn) {
    super(what, cause);
    this.kind = kind;
    this.nextStep = nextStep;
    this.itsOwn = itsOwn;
  }

  /**
   * States that a machine can't be given something for a reason that lies here: what was to be sent
   * to it is not what it must be.
   */
  public static MachineFault notItsOwn(String what, String nextStep, Throwable cause) {
    return new MachineFault(Kind.PROTOCOL, what, nextStep, cause, false);
  }

  /** States that a commit can't be sent to any machine, since it is not whole here. */
  public static MachineFault sourcesDamaged(Problem problem) {
    return new MachineFault(
        Kind.SOURCES_DAMAGED, problem.what(), problem.nextStep(), problem, false);
  }

  /** States that another controller works on a machine. */
  static MachineFault inUse(String what, String nextStep) {
    return new MachineFault(Kind.IN_USE, what, nextStep, null, false);
  }

  /** States a fault that no other error caused. */
  public MachineFault(Kind kind, String what, String nextStep) {
    super(what);
    this.kind = kind;
    this.nextStep = nextStep;
    this.itsOwn = true;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }

  /** Whether it tells against the machine. */
  public boolean isItsOwn() {
    return itsOwn;
  }

  /** What a person can do about it. */
  public String nextStep() {
    return nextStep;
  }
}

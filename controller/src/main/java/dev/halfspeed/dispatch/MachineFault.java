package dev.halfspeed.dispatch;

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
    /** The worker answered what it should not. */
    PROTOCOL
  }

  private final Kind kind;
  private final String nextStep;

  /**
   * States the fault.
   *
   * @param what what is wrong, and on which machine
   * @param nextStep what a person can do about it
   */
  public MachineFault(Kind kind, String what, String nextStep, Throwable cause) {
    super(what, cause);
    this.kind = kind;
    this.nextStep = nextStep;
  }

  /** States a fault that no other error caused. */
  public MachineFault(Kind kind, String what, String nextStep) {
    super(what);
    this.kind = kind;
    this.nextStep = nextStep;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }

  /** What a person can do about it. */
  public String nextStep() {
    return nextStep;
  }
}

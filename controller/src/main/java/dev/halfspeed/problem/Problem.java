package dev.halfspeed.problem;

/**
 * Something that a user, not a developer, has to put right. Shown as two lines and exit code 2,
 * never as a stack trace.
 */
public final class Problem extends Exception {
  private static final long serialVersionUID = 1;

  private final ProblemCode code;
  private final String nextStep;

  /**
   * States a problem.
   *
   * @param what what is wrong, and where: names the revision, file, machine or option
   * @param nextStep what to do about it, as a command where there is one
   */
  public Problem(String what, String nextStep) {
    this(ProblemCode.REFUSED, what, nextStep);
  }

  /** States a problem of a kind that programs know. */
  public Problem(ProblemCode code, String what, String nextStep) {
    super(what);
    this.code = code;
    this.nextStep = nextStep;
  }

  /** States a problem that was found through another error. */
  public Problem(String what, String nextStep, Throwable cause) {
    this(ProblemCode.REFUSED, what, nextStep, cause);
  }

  /** States a problem of a kind that programs know, which was found through another error. */
  public Problem(ProblemCode code, String what, String nextStep, Throwable cause) {
    super(what, cause);
    this.code = code;
    this.nextStep = nextStep;
  }

  /** What kind of problem it is. */
  public ProblemCode code() {
    return code;
  }

  /** What is wrong, and where. */
  public String what() {
    return String.valueOf(getMessage());
  }

  /** What to do about it. */
  public String nextStep() {
    return nextStep;
  }
}

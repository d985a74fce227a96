package dev.halfspeed.web.http;

import dev.halfspeed.problem.Problem;

/** Something in an address can't be read. */
public final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  public UnreadableException(Problem problem) {
    super(problem);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }

  /** Reads something of an address. */
  public interface Reading<T> {
    /**
     * What is there.
     *
     * @throws Problem when it can't be read
     */
    T read() throws Problem;
  }

  /** What is read, or this. */
  public static <T> T checked(Reading<T> reading) throws UnreadableException {
    try {
      return reading.read();
    } catch (Problem e) {
      throw new UnreadableException(e);
    }
  }
}

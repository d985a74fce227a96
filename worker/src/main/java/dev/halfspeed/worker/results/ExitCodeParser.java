package dev.halfspeed.worker.results;

import dev.halfspeed.worker.host.ErrorLine;
import dev.halfspeed.worker.protocol.RecipePlan.Results;
import java.util.List;
import java.util.Map;

/**
 * The exit code of a run, as {@code git bisect run} takes it: 0 is a pass, 125 says that this
 * kernel can't be judged, any other up to 127 is a failure. From 128 on, where {@code git bisect
 * run} stops, the program was ended by a signal: that is no verdict either.
 */
public final class ExitCodeParser implements ResultsParser {
  /** The metric that it finds: 1 for a pass, 0 for a failure. */
  public static final String PASSED = "passed";

  private static final int SKIP = 125;
  private static final int FIRST_SIGNAL = 128;

  @Override
  public String name() {
    return "exit-code";
  }

  @Override
  public List<String> options() {
    return List.of();
  }

  @Override
  public List<String> metrics() {
    return List.of(PASSED);
  }

  @Override
  public boolean isPassOrFail() {
    return true;
  }

  @Override
  public Numbers read(Results results, RunOutput output) throws ReproducerException {
    int code = output.exitCode();
    if (code == SKIP) {
      throw refused("exit code 125: the recipe can't judge this kernel", output);
    }
    if (code < 0 || code >= FIRST_SIGNAL) {
      throw refused(
          code > FIRST_SIGNAL && code < FIRST_SIGNAL + 65
              ? "exit code %d: it was ended by signal %d".formatted(code, code - FIRST_SIGNAL)
              : "exit code %d, which is no verdict: 0 is a pass, 1 to 124, 126 and 127 a failure"
                  .formatted(code),
          output);
    }
    return new Numbers(Map.of(PASSED, code == 0 ? 1.0 : 0.0), null);
  }

  /** With the line in which the run says why. */
  private static ReproducerException refused(String message, RunOutput output) {
    String said = ErrorLine.of(output.log());
    return new ReproducerException(said.isEmpty() ? message : message + ": " + said);
  }
}

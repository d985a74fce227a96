package dev.halfspeed.worker.results;

import dev.halfspeed.worker.protocol.RecipePlan.Results;
import dev.halfspeed.worker.protocol.Result.RunReport;
import java.io.IOException;

/** Reads a run's numbers with the parser that the recipe names. */
public final class ResultsReader {
  private ResultsReader() {}

  /**
   * Reads the numbers of one run.
   *
   * @throws ReproducerException when they are missing or make no sense
   */
  public static RunReport read(Results results, RunOutput output, int run)
      throws IOException, ReproducerException {
    ResultsParser parser =
        ResultsParsers.named(results.parser())
            .orElseThrow(
                () -> new ReproducerException("this worker has no parser " + results.parser()));
    ResultsParser.Numbers numbers = parser.read(results, output);
    return new RunReport(run, numbers.metrics(), numbers.histogram(), null);
  }

  /** Whether a run that ends with an exit code other than 0 has said something by it. */
  public static boolean isPassOrFail(Results results) {
    return ResultsParsers.named(results.parser()).map(ResultsParser::isPassOrFail).orElse(false);
  }
}

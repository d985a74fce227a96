package dev.halfspeed.web.http;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import io.vertx.ext.web.RoutingContext;

/** The number of a boot, as an address names it. */
public final class BootNumber {
  private BootNumber() {}

  /**
   * The number, from 1.
   *
   * @throws Problem where the address has none
   */
  public static int of(RoutingContext context) throws Problem {
    String words = context.pathParam("boot");
    if (!words.matches("[1-9][0-9]{0,8}")) {
      throw new Problem(
          ProblemCode.UNKNOWN,
          "There is no boot \"" + Printable.line(words, 40) + "\"",
          "Boots are numbered from 1.");
    }
    return Integer.parseInt(words);
  }
}

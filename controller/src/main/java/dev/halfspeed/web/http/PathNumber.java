package dev.halfspeed.web.http;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import io.vertx.ext.web.RoutingContext;
import java.util.OptionalInt;

/** A number in the path of an address, of things that are numbered from 1. */
public final class PathNumber {
  private static final String DIGITS = "[1-9][0-9]{0,8}";

  private PathNumber() {}

  /** The number; empty where the path has none there. */
  public static OptionalInt find(RoutingContext context, String name) {
    String words = context.pathParam(name);
    return words.matches(DIGITS) ? OptionalInt.of(Integer.parseInt(words)) : OptionalInt.empty();
  }

  /**
   * The number.
   *
   * @param name of the parameter, and of what is numbered
   * @throws Problem where the path has none there
   */
  public static int of(RoutingContext context, String name) throws Problem {
    return find(context, name)
        .orElseThrow(() ->
            new Problem(
                ProblemCode.UNKNOWN,
                "There is no %s \"%s\""
                    .formatted(name, Printable.line(context.pathParam(name), 40)),
                "They are numbered from 1."));
  }
}

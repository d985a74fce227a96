package dev.halfspeed.web.site;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Printable;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was written into the form of a page. */
final class FormFields {
  private FormFields() {}

  /**
   * A field that has to be filled in.
   *
   * @throws Problem when it is not
   */
  static String required(RoutingContext context, String name) throws Problem {
    String type = context.request().getHeader("Content-Type");
    @Nullable String value =
        type != null
                && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")
            ? context.request().getFormAttribute(name)
            : null;
    if (value == null || value.isBlank()) {
      throw new Problem(
          "The form has no " + name,
          name.equals("reason")
              ? "Go back and say why, so that others know it later."
              : "Go back and fill it in.");
    }
    return value;
  }

  /** A field that may be left empty; absent where it is. */
  static @Nullable String optional(RoutingContext context, String name) {
    String value = context.request().getFormAttribute(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /**
   * A field that has to be a whole number.
   *
   * @throws Problem when it is not
   */
  static int wholeNumber(RoutingContext context, String name) throws Problem {
    String words = required(context, name).strip();
    try {
      return Integer.parseInt(words);
    } catch (NumberFormatException e) {
      throw noNumber(name, words, e);
    }
  }

  /** What is said where a field has to be a number and is not. */
  static Problem noNumber(String name, String words, NumberFormatException e) {
    return new Problem(
        "The field " + name + " of the form is \"" + Printable.line(words, 40) + "\", no number",
        "Go back and give a number.",
        e);
  }
}

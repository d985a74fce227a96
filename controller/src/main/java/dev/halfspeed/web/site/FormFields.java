package dev.halfspeed.web.site;

import dev.halfspeed.problem.Problem;
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
}

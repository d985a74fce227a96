package dev.halfspeed.web.api;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.web.http.MalformedRequestException;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why something is asked for; may be absent, or empty. */
record OptionalReason(@Nullable String reason) {
  static final RequestForm<OptionalReason> FORM = new RequestForm<>(OptionalReason.class);

  /** The reason in a body that has to be there; empty where it gives none. */
  static String in(@Nullable Buffer body) throws Problem, MalformedRequestException {
    return Objects.requireNonNullElse(RequestBody.of(body).as(OptionalReason.class).reason(), "");
  }

  /** A reason that may be left out, and the whole body with it. */
  static String orNone(@Nullable Buffer body) throws Problem, MalformedRequestException {
    return body == null || body.length() == 0 ? "" : in(body);
  }
}

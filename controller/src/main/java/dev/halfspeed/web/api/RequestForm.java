package dev.halfspeed.web.api;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.web.http.MalformedRequestException;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a body has to be: a JSON object of no other fields than those of a record.
 *
 * @param required the names of fields that must be texts
 * @param defaults as a JSON object: what fields are where they are left out, or null
 * @param parts the forms of records in it
 * @param more JSON schemas of fields that the record has not
 */
record RequestForm<T>(
    Class<T> type,
    List<String> required,
    String defaults,
    Map<Class<?>, RequestForm<?>> parts,
    Map<String, String> more) {
  /** Defaults of a form without any. */
  static final String NONE = "{}";

  RequestForm {
    required = List.copyOf(required);
    parts = Map.copyOf(parts);
    more = Map.copyOf(more);
  }

  RequestForm(Class<T> type, List<String> required, String defaults) {
    this(type, required, defaults, Map.of(), Map.of());
  }

  /** All fields may be left out, and are null then. */
  RequestForm(Class<T> type) {
    this(type, List.of(), NONE);
  }

  /** A body of this form. */
  T read(@Nullable Buffer body) throws Problem, MalformedRequestException {
    return read(RequestBody.of(body));
  }

  /** A body of this form. */
  T read(RequestBody body) throws Problem {
    return body.completed(this).as(type);
  }
}

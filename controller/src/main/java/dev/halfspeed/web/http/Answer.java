package dev.halfspeed.web.http;

import dev.halfspeed.report.Printable;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What goes back over HTTP.
 *
 * @param type content type
 * @param headers further headers
 */
public record Answer(int status, String type, Buffer body, Map<String, String> headers) {
  /** Times as ISO-8601 text; absent values as null, so that the shape is always the same. */
  public static final JsonMapper JSON = JsonMapper.builder().build();

  public static final String PROBLEM_TYPE = "application/problem+json";

  public Answer {
    headers = Map.copyOf(headers);
  }

  public Answer(int status, String type, Buffer body) {
    this(status, type, body, Map.of());
  }

  public static Answer json(int status, Object value) {
    return new Answer(status, "application/json", Buffer.buffer(JSON.writeValueAsBytes(value)));
  }

  public static Answer text(String type, String text) {
    return new Answer(200, type + "; charset=utf-8", Buffer.buffer(text));
  }

  /** A picture. */
  public static Answer picture(String type, byte[] bytes) {
    return new Answer(200, type, Buffer.buffer(bytes));
  }

  /** The same with a header more. */
  public Answer with(String name, String value) {
    var all = new HashMap<>(headers);
    all.put(name, value);
    return new Answer(status, type, body, all);
  }

  /** A problem of which no more is known than its status. */
  public static Answer problem(int status, String what, String next) {
    return problem(ErrorCode.of(status), status, what, next);
  }

  public static Answer problem(ErrorCode code, String what, String next) {
    return problem(code, code.status(), what, next);
  }

  private static Answer problem(ErrorCode code, int status, String what, String next) {
    return new Answer(
        status,
        PROBLEM_TYPE,
        Buffer.buffer(
            JSON.writeValueAsBytes(
                new ProblemBody(
                    code.type(),
                    code.title(),
                    status,
                    // It may quote what was sent, and is read on terminals.
                    Printable.lines(what),
                    code.word(),
                    Printable.lines(next)))));
  }

  /** Sends this, unless the client has gone or was answered already. */
  public void send(RoutingContext context) {
    if (context.response().closed() || context.response().ended()) {
      return;
    }
    context.response().setStatusCode(status).putHeader("Content-Type", type);
    headers.forEach(context.response()::putHeader);
    context.response().end(body);
  }

  /**
   * The JSON of a problem (RFC 9457).
   *
   * @param type where its code is explained
   * @param title of the code
   * @param detail what is wrong here
   * @param next what to do about it
   */
  public record ProblemBody(
      String type, String title, int status, String detail, String code, String next) {}
}

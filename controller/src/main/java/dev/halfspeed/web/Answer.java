package dev.halfspeed.web;

import dev.halfspeed.problem.Problem;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * What goes back over HTTP.
 *
 * @param type content type
 */
record Answer(int status, String type, Buffer body) {
  /** Times as ISO-8601 text; absent values as null, so that the shape is always the same. */
  static final JsonMapper JSON = JsonMapper.builder().build();

  /** For who was answered already. */
  static final Answer SENT = new Answer(200, "text/plain", Buffer.buffer());

  static Answer json(int status, Object value) {
    return new Answer(status, "application/json", Buffer.buffer(JSON.writeValueAsBytes(value)));
  }

  static Answer text(String type, String text) {
    return new Answer(200, type + "; charset=utf-8", Buffer.buffer(text));
  }

  static Answer problem(int status, String what, String next) {
    return json(status, new ProblemBody(new ProblemBody.Words(what, next)));
  }

  static Answer problem(HttpResponseStatus status, Problem problem) {
    return problem(status.code(), problem.what(), problem.nextStep());
  }

  /** Sends this, unless the client has gone or was answered already. */
  void send(RoutingContext context) {
    if (context.response().closed() || context.response().ended()) {
      return;
    }
    context.response().setStatusCode(status).putHeader("Content-Type", type);
    context.response().end(body);
  }

  /** The JSON of a problem. */
  record ProblemBody(Words problem) {
    record Words(String what, String next) {}
  }
}

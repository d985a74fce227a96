package dev.halfspeed.web.api;

import io.vertx.core.http.HttpMethod;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One call of the API, as the OpenAPI document describes it.
 *
 * @param path below {@link dev.halfspeed.web.page.Links#API}, its variables in braces
 * @param query what may stand behind the path
 * @param isPaged whether it answers with a list in pages
 * @param starts whether it starts something, and so takes an idempotency key
 * @param body what has to be sent
 * @param answers what comes back where all is well
 */
record Operation(
    HttpMethod method,
    String path,
    String summary,
    List<Parameter> query,
    boolean isPaged,
    boolean starts,
    Optional<RequestForm<?>> body,
    List<Good> answers) {

  /**
   * A part of the query.
   *
   * @param schema the JSON schema of its value
   */
  record Parameter(String name, String schema, String meaning) {}

  /**
   * An answer.
   *
   * @param content what the body is
   */
  record Good(int status, Content content) {}

  /** What the body of an answer is. */
  sealed interface Content {
    /** JSON of a record. */
    record One(Type type) implements Content {}

    /** A JSON list of records. */
    record Many(Type type) implements Content {}

    /** Something else, of this media type. */
    record Other(String mediaType) implements Content {}
  }

  Operation {
    query = List.copyOf(query);
    answers = List.copyOf(answers);
  }

  static Operation get(String path, String summary) {
    return new Operation(
        HttpMethod.GET, path, summary, List.of(), false, false, Optional.empty(), List.of());
  }

  static Operation post(String path, String summary) {
    return new Operation(
        HttpMethod.POST, path, summary, List.of(), false, false, Optional.empty(), List.of());
  }

  /** Answers with a record. */
  Operation gives(int status, Type type) {
    return with(new Good(status, new Content.One(type)));
  }

  /** Answers with a whole list. */
  Operation givesAll(int status, Type type) {
    return with(new Good(status, new Content.Many(type)));
  }

  /** Answers with something that is not JSON, or JSON of somebody else's. */
  Operation givesText(String mediaType) {
    return givesText(200, mediaType);
  }

  /** Answers with another status than 200. */
  Operation givesText(int status, String mediaType) {
    return with(new Good(status, new Content.Other(mediaType)));
  }

  /** Answers with a page of a list. */
  Operation givesPages(Type type) {
    return new Operation(
        method,
        path,
        summary,
        query,
        true,
        starts,
        body,
        List.of(new Good(200, new Content.Many(type))));
  }

  private Operation with(Good answer) {
    List<Good> all = new ArrayList<>(answers);
    all.add(answer);
    return new Operation(method, path, summary, query, isPaged, starts, body, all);
  }

  /** Takes a part of the query. */
  Operation asks(String name, String schema, String meaning) {
    List<Parameter> all = new ArrayList<>(query);
    all.add(new Parameter(name, schema, meaning));
    return new Operation(method, path, summary, all, isPaged, starts, body, answers);
  }

  /** Takes a body. */
  Operation takes(RequestForm<?> form) {
    return new Operation(method, path, summary, query, isPaged, starts, Optional.of(form), answers);
  }

  /** Starts something, so that a second request must not start another. */
  Operation starting() {
    return new Operation(method, path, summary, query, isPaged, true, body, answers);
  }

  /** The names of the variables in the path, in their order. */
  List<String> variables() {
    return List.of(path.split("/")).stream()
        .filter(part -> part.startsWith("{"))
        .map(part -> part.substring(1, part.length() - 1))
        .toList();
  }

  /** The path as the router writes it. */
  String routed() {
    return path.replaceAll("\\{(\\w+)}", ":$1");
  }
}

package dev.halfspeed.web.api;

import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.page.Links;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI 3.1 document of the calls that are served. */
public final class OpenApi {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String PROBLEM = "Problem";

  private final RecordSchemas schemas = new RecordSchemas();

  private OpenApi() {}

  /** The document, as JSON. */
  public static String of(List<Operation> operations) {
    return Answer.JSON
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(new OpenApi().document(operations));
  }

  private ObjectNode document(List<Operation> operations) {
    ObjectNode document = NODES.objectNode().put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Halfspeed")
        .put("version", "1")
        .put(
            "description",
            "docs/api.md has the meaning of each field, and an example of each call.");
    document.putArray("servers").addObject().put("url", Links.API);
    document.putArray("security").addObject().putArray("token");
    ObjectNode paths = document.putObject("paths");
    for (Operation operation : operations) {
      paths
          .withObjectProperty(operation.path())
          .set(operation.method().name().toLowerCase(Locale.ROOT), describe(operation));
    }
    ObjectNode components = document.putObject("components");
    components
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer");
    components.putObject("responses").set(PROBLEM, problem());
    components.set("schemas", schemas.components());
    return document;
  }

  private ObjectNode describe(Operation operation) {
    ObjectNode described = NODES.objectNode().put("summary", operation.summary());
    described.put("operationId", id(operation));
    var parameters = described.putArray("parameters");
    for (String variable : operation.variables()) {
      parameters.add(
          parameter(variable, "path", "{\"type\": \"string\"}", "").put("required", true));
    }
    for (Operation.Parameter part : operation.query()) {
      parameters.add(parameter(part.name(), "query", part.schema(), part.meaning()));
    }
    if (operation.isPaged()) {
      parameters.add(parameter(Paging.LIMIT, "query", Paging.LIMIT_SCHEMA, Paging.LIMIT_MEANING));
      parameters.add(
          parameter(Paging.AFTER, "query", "{\"type\": \"string\"}", "the item before the page"));
    }
    if (operation.starts()) {
      parameters.add(
          parameter(
              KeptAnswers.HEADER,
              "header",
              "{\"type\": \"string\", \"minLength\": 1, \"maxLength\": 255}",
              "asks for the same answer when the request comes again within a day"));
    }
    operation
        .body()
        .ifPresent(form ->
            described
                .putObject("requestBody")
                .put("required", true)
                .putObject("content")
                .putObject("application/json")
                .set("schema", schemas.taken(form, title(operation) + "Body")));
    answers(operation, described.putObject("responses"));
    return described;
  }

  private void answers(Operation operation, ObjectNode responses) {
    for (Operation.Good answer : operation.answers()) {
      ObjectNode response =
          responses
              .putObject(Integer.toString(answer.status()))
              .put("description", operation.summary());
      ObjectNode content = response.putObject("content");
      switch (answer.content()) {
        case Operation.Content.One one ->
            content.putObject("application/json").set("schema", schemas.sent(one.type()));
        case Operation.Content.Many many ->
            content
                .putObject("application/json")
                .set("schema", RecordSchemas.list(schemas.sent(many.type())));
        case Operation.Content.Other other -> content.putObject(other.mediaType());
      }
      if (operation.isPaged()) {
        response
            .putObject("headers")
            .putObject("Link")
            .put("description", "the next page, rel=next; absent on the last")
            .putObject("schema")
            .put("type", "string");
      }
    }
    responses.putObject("default").put("$ref", "#/components/responses/" + PROBLEM);
  }

  private static ObjectNode parameter(String name, String in, String schema, String meaning) {
    ObjectNode parameter = NODES.objectNode().put("name", name).put("in", in);
    if (!meaning.isEmpty()) {
      parameter.put("description", meaning);
    }
    parameter.set("schema", Answer.JSON.readTree(schema));
    return parameter;
  }

  private ObjectNode problem() {
    ObjectNode response =
        NODES.objectNode().put("description", "What is wrong, and what to do next (RFC 9457)");
    ObjectNode schema = schemas.sent(Answer.ProblemBody.class);
    response.putObject("content").putObject(Answer.PROBLEM_TYPE).set("schema", schema);
    return response;
  }

  /** A name that no other call has, such as getBisectionsId. */
  private static String id(Operation operation) {
    return operation.method().name().toLowerCase(Locale.ROOT) + title(operation);
  }

  private static String title(Operation operation) {
    StringBuilder title = new StringBuilder();
    Arrays.stream(operation.path().split("[^A-Za-z0-9]+"))
        .filter(part -> !part.isEmpty())
        .forEach(part ->
            title.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1)));
    return title.toString();
  }
}

package dev.halfspeed.web.api;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import dev.halfspeed.web.http.MalformedRequestException;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object that a client sent, or an object in it, read strictly: a field that is not known is
 * more likely misspelt than new.
 */
final class RequestBody {
  /** What to do about a field that is wrong. */
  static final String NEXT = "See docs/api.md for the fields of a request.";

  /** What messages call the body as a whole, mostly. */
  private static final String REQUEST = "the request";

  private static final int DEEPEST = 20;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private final String name;
  private final ObjectNode fields;

  /** What becomes of an object of a list. */
  @FunctionalInterface
  interface Part {
    RequestBody of(RequestBody given) throws Problem;
  }

  private RequestBody(String name, ObjectNode fields) {
    this.name = name;
    this.fields = fields;
  }

  /** The body of a request. */
  static RequestBody of(@Nullable Buffer body) throws MalformedRequestException {
    return of(body, REQUEST);
  }

  /**
   * The body of a request.
   *
   * @param name what messages call it
   */
  static RequestBody of(@Nullable Buffer body, String name) throws MalformedRequestException {
    return new RequestBody(name, object(body));
  }

  private static ObjectNode object(@Nullable Buffer body) throws MalformedRequestException {
    try {
      if (body != null
          && body.length() > 0
          && JSON.readTree(text(body.getBytes())) instanceof ObjectNode object) {
        return object;
      }
    } catch (CharacterCodingException e) {
      throw new MalformedRequestException("The request is not JSON: it is not in UTF-8");
    } catch (StreamConstraintsException e) {
      throw new MalformedRequestException(
          "The request is not JSON that is read here: it is nested too deeply");
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      throw new MalformedRequestException(
          "The request is not JSON"
              + (at == null
                  ? ""
                  : ": see line " + at.getLineNr() + ", column " + at.getColumnNr()));
    }
    throw new MalformedRequestException("The request is not a JSON object");
  }

  private static String text(byte[] body) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
  }

  /** What was given, with the form's defaults of what was not, or was null. */
  RequestBody completed(RequestForm<?> form) throws Problem {
    for (String field : form.required()) {
      if (!fields.path(field).isString() || fields.path(field).stringValue().isBlank()) {
        throw invalid(sentence() + " lacks \"" + field + "\", or it is no text");
      }
    }
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      // An unset variable in a script: nothing at all may be left out, or null.
      if (field.getValue().isString() && field.getValue().stringValue().isBlank()) {
        throw invalid(
            "The field \"" + Printable.line(field.getKey(), 80) + "\" of " + name + " is empty");
      }
    }
    ObjectNode whole = (ObjectNode) JSON.readTree(form.defaults());
    fields
        .properties()
        .forEach(field -> {
          if (!field.getValue().isNull()) {
            whole.set(field.getKey(), field.getValue());
          }
        });
    return new RequestBody(name, whole);
  }

  /** The fields as a record, as they were given: texts may be empty. */
  <T> T as(Class<T> type) throws Problem {
    try {
      return JSON.treeToValue(fields, type);
    } catch (UnrecognizedPropertyException e) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          sentence()
              + " has a field \""
              + Printable.line(e.getPropertyName(), 80)
              + "\" that is not known",
          NEXT,
          e);
    } catch (JacksonException e) {
      String field =
          e instanceof DatabindException bound && !bound.getPath().isEmpty()
              ? bound.getPath().getFirst().getPropertyName()
              : "";
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          (field.isEmpty() ? "A value" : "The field \"" + field + "\"")
              + " of "
              + name
              + " is not as it must be",
          NEXT,
          e);
    }
  }

  /** Takes a field out that is a number; null where there is none. */
  @Nullable Double takeNumber(String field) throws Problem {
    JsonNode value = fields.path(field);
    if (value.isMissingNode() || value.isNull()) {
      fields.remove(field);
      return null;
    }
    if (!value.isNumber()) {
      throw invalid("The field \"" + field + "\" of " + name + " is not as it must be");
    }
    fields.remove(field);
    return value.asDouble();
  }

  /** How long a list is. */
  int size(String field) throws Problem {
    return list(field).size();
  }

  /**
   * Puts another object in the place of each of a list.
   *
   * @param what what messages call one of them
   */
  void replaceEach(String field, String what, Part part) throws Problem {
    ArrayNode whole = JSON.createArrayNode();
    for (JsonNode item : list(field)) {
      String where = what + " " + (whole.size() + 1) + " of " + name;
      if (!(item instanceof ObjectNode object)) {
        throw invalid(capital(where) + " is not as it must be: it is no JSON object");
      }
      whole.add(part.of(new RequestBody(where, object)).fields);
    }
    fields.set(field, whole);
  }

  private ArrayNode list(String field) throws Problem {
    if (fields.get(field) instanceof ArrayNode items) {
      return items;
    }
    throw invalid(sentence() + " lacks \"" + field + "\", or it is no list");
  }

  private static Problem invalid(String what) {
    return new Problem(ProblemCode.INVALID_FIELD, what, NEXT);
  }

  /** Its name, where a sentence begins. */
  private String sentence() {
    return capital(name);
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}

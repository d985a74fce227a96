package dev.halfspeed.web.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.halfspeed.web.http.Answer;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON schemas of the records that are sent and taken, made from the records themselves. Of what is
 * sent every field is there, and one that may be absent is null; in what is taken nothing else may
 * be.
 */
final class RecordSchemas {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Set<Type> WHOLE_NUMBERS =
      Set.of(int.class, long.class, Integer.class, Long.class);
  private static final Set<Type> NUMBERS = Set.of(double.class, Double.class);

  /** By name; a schema names others by reference. */
  private final Map<String, ObjectNode> named = new TreeMap<>();

  /** All records that were asked for so far, by name. */
  ObjectNode components() {
    ObjectNode all = NODES.objectNode();
    named.forEach(all::set);
    return all;
  }

  /** The schema of something that is sent. */
  ObjectNode sent(Type type) {
    if (type instanceof Class<?> record && record.isRecord()) {
      return reference(record, name(record), null);
    }
    return plain(type);
  }

  /** The schema of a body that is taken. */
  ObjectNode taken(RequestForm<?> form, String name) {
    return reference(form.type(), name, form);
  }

  private ObjectNode reference(Class<?> record, String name, @Nullable RequestForm<?> form) {
    if (!named.containsKey(name)) {
      // Before its fields, which may be of the same type.
      ObjectNode schema = NODES.objectNode();
      named.put(name, schema);
      describe(record, schema, form);
    }
    return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
  }

  private void describe(Class<?> record, ObjectNode schema, @Nullable RequestForm<?> form) {
    schema.put("type", "object");
    ArrayNode required = NODES.arrayNode();
    ObjectNode properties = schema.putObject("properties");
    JsonNode defaults = Answer.JSON.readTree(form == null ? "{}" : form.defaults());
    for (RecordComponent component : record.getRecordComponents()) {
      String field = field(component);
      JsonNode otherwise = defaults.path(field);
      boolean isAbsent = isNullable(component.getAnnotatedType());
      ObjectNode value = value(component.getAnnotatedType(), form);
      if (form != null && !isAbsent && !otherwise.isMissingNode()) {
        value = orNull(value);
      }
      if (!otherwise.isMissingNode()) {
        value.set("default", otherwise);
      }
      properties.set(field, value);
      if (form == null || (!isAbsent && otherwise.isMissingNode())) {
        required.add(field);
      }
    }
    if (form != null) {
      form.more().forEach((field, more) -> properties.set(field, Answer.JSON.readTree(more)));
      schema.put("additionalProperties", false);
    }
    schema.set("required", required);
  }

  private static String field(RecordComponent component) {
    JsonProperty other = component.getAccessor().getAnnotation(JsonProperty.class);
    return other == null ? component.getName() : other.value();
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private ObjectNode value(AnnotatedType annotated, @Nullable RequestForm<?> form) {
    ObjectNode schema = schema(annotated, form);
    return isNullable(annotated) ? orNull(schema) : schema;
  }

  private ObjectNode schema(AnnotatedType annotated, @Nullable RequestForm<?> form) {
    if (annotated instanceof AnnotatedParameterizedType generic
        && generic.getType() instanceof ParameterizedType type) {
      AnnotatedType[] parts = generic.getAnnotatedActualTypeArguments();
      if (type.getRawType().equals(List.class)) {
        return list(value(parts[0], form));
      }
      if (type.getRawType().equals(Map.class)) {
        ObjectNode schema = NODES.objectNode().put("type", "object");
        schema.set("additionalProperties", value(parts[1], form));
        return schema;
      }
    }
    if (annotated.getType() instanceof Class<?> record && record.isRecord()) {
      RequestForm<?> part = form == null ? null : form.parts().get(record);
      return form == null
          ? reference(record, name(record), null)
          : reference(
              record,
              name(record) + (name(record).contains("Request") ? "" : ".Request"),
              part == null ? new RequestForm<>(record) : part);
    }
    return plain(annotated.getType());
  }

  /** A list of something. */
  static ObjectNode list(ObjectNode items) {
    ObjectNode schema = NODES.objectNode().put("type", "array");
    schema.set("items", items);
    return schema;
  }

  private static ObjectNode plain(Type type) {
    ObjectNode schema = NODES.objectNode();
    if (type.equals(String.class)) {
      return schema.put("type", "string");
    }
    if (type.equals(boolean.class) || type.equals(Boolean.class)) {
      return schema.put("type", "boolean");
    }
    if (WHOLE_NUMBERS.contains(type)) {
      return schema.put("type", "integer");
    }
    if (NUMBERS.contains(type)) {
      return schema.put("type", "number");
    }
    if (type.equals(Instant.class)) {
      return schema.put("type", "string").put("format", "date-time");
    }
    if (type instanceof Class<?> choice && choice.isEnum()) {
      ArrayNode values = schema.put("type", "string").putArray("enum");
      Arrays.stream(choice.getEnumConstants())
          .forEach(value -> values.add(Answer.JSON.valueToTree(value)));
      return schema;
    }
    throw new IllegalArgumentException("no schema for " + type);
  }

  private static ObjectNode orNull(ObjectNode schema) {
    if (schema.path("type").isString() && !schema.has("enum")) {
      ArrayNode types = NODES.arrayNode().add(schema.get("type")).add("null");
      schema.set("type", types);
      return schema;
    }
    ObjectNode either = NODES.objectNode();
    either.putArray("anyOf").add(schema).add(NODES.objectNode().put("type", "null"));
    return either;
  }

  /** A record's name, with that of the class that it is in. */
  private static String name(Class<?> record) {
    Class<?> outer = record.getEnclosingClass();
    return outer == null ? record.getSimpleName() : name(outer) + "." + record.getSimpleName();
  }
}

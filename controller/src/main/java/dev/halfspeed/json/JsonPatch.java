package dev.halfspeed.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Differences between JSON values as a JSON Patch (RFC 6902) of {@code add}, {@code remove} and
 * {@code replace}. A merge patch (RFC 7396) could neither set a field to null nor say what came to
 * a list.
 */
public final class JsonPatch {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonPatch() {}

  /** The operations that make one value of another, in their order; none where they are equal. */
  public static ArrayNode between(JsonNode from, JsonNode to) {
    ArrayNode patch = NODES.arrayNode();
    compare("", from, to, patch);
    return patch;
  }

  private static void compare(String path, JsonNode from, JsonNode to, ArrayNode patch) {
    if (from.equals(to)) {
      return;
    }
    if (from instanceof ObjectNode before && to instanceof ObjectNode after) {
      compareObjects(path, before, after, patch);
    } else if (from instanceof ArrayNode before && to instanceof ArrayNode after) {
      compareLists(path, before, after, patch);
    } else {
      operation("replace", path, patch).set("value", to);
    }
  }

  private static void compareObjects(String path, ObjectNode from, ObjectNode to, ArrayNode patch) {
    for (String name : from.propertyNames()) {
      if (!to.has(name)) {
        operation("remove", path + "/" + escape(name), patch);
      }
    }
    for (Map.Entry<String, JsonNode> field : to.properties()) {
      String at = path + "/" + escape(field.getKey());
      JsonNode before = from.get(field.getKey());
      if (before == null) {
        operation("add", at, patch).set("value", field.getValue());
      } else {
        compare(at, before, field.getValue(), patch);
      }
    }
  }

  /** What two lists begin and end with alike is left out: most lists only grow at one end. */
  private static void compareLists(String path, ArrayNode from, ArrayNode to, ArrayNode patch) {
    int common = Math.min(from.size(), to.size());
    int start = 0;
    while (start < common && from.get(start).equals(to.get(start))) {
      start++;
    }
    int end = 0;
    while (end < common - start
        && from.get(from.size() - 1 - end).equals(to.get(to.size() - 1 - end))) {
      end++;
    }
    int pairs = common - start - end;
    for (int i = start; i < start + pairs; i++) {
      compare(path + "/" + i, from.get(i), to.get(i), patch);
    }
    for (int i = from.size() - end - 1; i >= start + pairs; i--) {
      operation("remove", path + "/" + i, patch);
    }
    for (int i = start + pairs; i < to.size() - end; i++) {
      operation("add", path + "/" + i, patch).set("value", to.get(i));
    }
  }

  private static ObjectNode operation(String name, String path, ArrayNode patch) {
    return patch.addObject().put("op", name).put("path", path);
  }

  /**
   * Applies a patch of this class.
   *
   * @param document is changed
   * @return the document as it is then: another one where it was replaced as a whole
   * @throws IllegalArgumentException when the patch is not one of this document
   */
  public static JsonNode apply(JsonNode document, JsonNode patch) {
    JsonNode root = document;
    for (JsonNode operation : patch) {
      String path = operation.path("path").asString();
      String name = operation.path("op").asString();
      JsonNode value = operation.path("value");
      if (path.isEmpty()) {
        root = value;
      } else {
        List<String> parts = parts(path);
        change(holder(root, parts), parts.getLast(), name, value);
      }
    }
    return root;
  }

  private static JsonNode holder(JsonNode root, List<String> parts) {
    JsonNode node = root;
    for (String part : parts.subList(0, parts.size() - 1)) {
      node = node instanceof ArrayNode list ? list.path(index(part)) : node.path(part);
    }
    return node;
  }

  private static void change(JsonNode holder, String part, String name, JsonNode value) {
    switch (holder) {
      case ObjectNode object -> {
        switch (name) {
          case "add", "replace" -> object.set(part, value);
          case "remove" -> object.remove(part);
          default -> throw new IllegalArgumentException("no such operation: " + name);
        }
      }
      case ArrayNode list -> {
        int at = index(part);
        if (at > list.size() || (at == list.size() && !name.equals("add"))) {
          throw new IllegalArgumentException("the list ends before " + part);
        }
        switch (name) {
          case "add" -> list.insert(at, value);
          case "replace" -> list.set(at, value);
          case "remove" -> list.remove(at);
          default -> throw new IllegalArgumentException("no such operation: " + name);
        }
      }
      default -> throw new IllegalArgumentException("nothing holds " + part);
    }
  }

  private static int index(String part) {
    return Integer.parseInt(part);
  }

  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.substring(1).split("/", -1)) {
      parts.add(part.replace("~1", "/").replace("~0", "~"));
    }
    return parts;
  }

  private static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}

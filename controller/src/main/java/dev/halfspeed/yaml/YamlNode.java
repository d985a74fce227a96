package dev.halfspeed.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** YAML that knows on which line each thing stands. */
public sealed interface YamlNode {
  /** Counts from 1. */
  int line();

  /** A text, number, or nothing at all (the empty text). */
  record Scalar(int line, String text) implements YamlNode {}

  /** A list. */
  record Sequence(int line, List<YamlNode> items) implements YamlNode {}

  /** Fields in the order of the file. */
  record Mapping(int line, Map<String, Field> fields) implements YamlNode {}

  /** A field's value, and the line of its name. */
  record Field(int line, YamlNode value) {}

  /** A text that is no YAML, or says a thing twice. */
  final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;
    private final int line;

    MalformedException(int line, String what) {
      super(what);
      this.line = line;
    }

    /** Counts from 1. */
    public int line() {
      return line;
    }
  }

  /**
   * Reads one document. An empty one is an empty mapping.
   *
   * @throws MalformedException when it is no YAML, one field stands twice in a mapping, or more
   *     than one document is there
   */
  static YamlNode parse(String text) throws MalformedException {
    try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return new Mapping(1, Map.of());
      }
      YamlNode document = node(parser, first);
      if (parser.nextToken() != null) {
        throw new MalformedException(
            parser.currentTokenLocation().getLineNr(), "begins a second document");
      }
      return document;
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  // The parser's message is a drawing of several lines; the last that is not indented says what is
  // wrong, and the last position where.
  private static MalformedException malformed(JacksonException e) {
    String message = e.getOriginalMessage();
    int line = Math.max(1, e.getLocation() == null ? 1 : e.getLocation().getLineNr());
    Matcher position = Pattern.compile("\\bline (\\d+), column").matcher(message);
    while (position.find()) {
      line = Integer.parseInt(position.group(1));
    }
    String what =
        message
            .lines()
            .filter(text -> !text.isBlank() && !text.startsWith(" "))
            .reduce("", (before, text) -> text);
    return new MalformedException(line, "is no YAML: " + what);
  }

  private static YamlNode node(JsonParser parser, JsonToken token) throws MalformedException {
    int line = parser.currentTokenLocation().getLineNr();
    if (token == JsonToken.START_OBJECT) {
      var fields = new LinkedHashMap<String, Field>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        int at = parser.currentTokenLocation().getLineNr();
        if (fields.put(name, new Field(at, node(parser, parser.nextToken()))) != null) {
          throw new MalformedException(at, "has \"" + name + "\" twice");
        }
      }
      return new Mapping(line, fields);
    }
    if (token == JsonToken.START_ARRAY) {
      var items = new ArrayList<YamlNode>();
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        items.add(node(parser, next));
      }
      return new Sequence(line, items);
    }
    return new Scalar(line, token == JsonToken.VALUE_NULL ? "" : parser.getString());
  }
}

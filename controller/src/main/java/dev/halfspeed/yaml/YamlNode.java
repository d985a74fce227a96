package dev.halfspeed.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

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

    /** Of the types that YAML itself knows, such as !!str. */
    private static final String STANDARD_TAGS = "tag:yaml.org,2002:";

    private static final String CORRECT = "correct it";

    private final int line;
    private final String nextStep;

    MalformedException(int line, String what, String nextStep) {
      super(what);
      this.line = line;
      this.nextStep = nextStep;
    }

    /** Counts from 1. */
    public int line() {
      return line;
    }

    /** What to do about it. */
    public String nextStep() {
      return nextStep;
    }
  }

  /**
   * Reads one document. An empty one is an empty mapping.
   *
   * @throws MalformedException when it is no YAML, one field stands twice in a mapping, more than
   *     one document is there, or something is there that is not understood: aliases and tags
   */
  static YamlNode parse(String text) throws MalformedException {
    requireReadable(text);
    try (var parser =
        (YAMLParser) new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return new Mapping(1, Map.of());
      }
      YamlNode document = node(parser, first);
      if (parser.nextToken() != null) {
        throw new MalformedException(
            parser.currentTokenLocation().getLineNr(),
            "begins a second document",
            MalformedException.CORRECT);
      }
      return document;
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  // The parser's message is a drawing of several lines; the last that is not indented says what is
  // wrong, and the last position where.
  private static MalformedException malformed(JacksonException e) {
    if (e instanceof StreamConstraintsException) {
      int deep = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      return new MalformedException(
          deep, "is nested too deeply, or has a word that is too long", MalformedException.CORRECT);
    }
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
    return new MalformedException(line, "is no YAML: " + what, MalformedException.CORRECT);
  }

  private static void requireReadable(String text) throws MalformedException {
    int line = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
      } else if ((Character.isISOControl(c) && c != '\t' && c != '\r') || c >= '\ufffe') {
        throw new MalformedException(
            line, "has a control character, U+%04X".formatted((int) c), "take it out");
      }
    }
  }

  /** Aliases and tags have a meaning in YAML that is not read here: never take them for texts. */
  private static void requirePlain(YAMLParser parser, int line) throws MalformedException {
    if (parser.isCurrentAlias()) {
      throw new MalformedException(
          line,
          "refers to *" + parser.getString() + "; anchors and aliases are not read",
          "write the fields out at each place");
    }
    Object tag = parser.getTypeId();
    if (tag != null && !tag.toString().startsWith(MalformedException.STANDARD_TAGS)) {
      throw new MalformedException(
          line, "has the tag !" + tag + "; tags are not read", "write the value itself");
    }
  }

  private static YamlNode node(YAMLParser parser, JsonToken token) throws MalformedException {
    int line = parser.currentTokenLocation().getLineNr();
    requirePlain(parser, line);
    if (token == JsonToken.START_OBJECT) {
      var fields = new LinkedHashMap<String, Field>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        int at = parser.currentTokenLocation().getLineNr();
        if (fields.put(name, new Field(at, node(parser, parser.nextToken()))) != null) {
          throw new MalformedException(at, "has \"" + name + "\" twice", "leave one of them out");
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

package dev.halfspeed.advise;

import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** Messages and answers as text. Read strictly: an unknown field is more likely misspelt. */
final class Wire {
  private static final String SEE = "see docs/advise.md for the messages and their fields";
  private static final List<String> TYPES = List.of("open", "idle", "result", "posterior", "close");

  private static final Pattern DUPLICATE =
      Pattern.compile("Duplicate Object property \"(.*)\"", Pattern.DOTALL);

  private static final Pattern FIELD = Pattern.compile("\"([a-z_]{1,40})\"\\s*:");

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(LogicalType.Textual, Wire::onlyText)
          // An id comes back as it was, whatever its size.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          // These two are read so that they can be refused where they stand.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final JsonMapper LENIENT =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private Wire() {}

  private static void onlyText(MutableCoercionConfig config) {
    for (CoercionInputShape other :
        List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
      config.setCoercion(other, CoercionAction.Fail);
    }
  }

  /** Whom a line is from, as far as that can be told. */
  record Envelope(@Nullable String session, @Nullable JsonNode id) {
    static final Envelope UNKNOWN = new Envelope(null, null);
  }

  /**
   * Reads a line.
   *
   * @throws Problem when it is not one of the messages
   */
  static LabMessage read(String line) throws Problem {
    if (line.isBlank()) {
      throw new Problem("the line is empty", "send one JSON object a line: " + SEE);
    }
    try {
      LabMessage message = STRICT.readValue(line, LabMessage.class);
      if (message == null) {
        throw new Problem("the line is null", "send a JSON object: " + SEE);
      }
      return message;
    } catch (UnrecognizedPropertyException e) {
      Collection<String> known =
          e.getKnownPropertyIds() == null
              ? List.of()
              : e.getKnownPropertyIds().stream().map(String::valueOf).toList();
      throw new Problem(
          "there is no field \"" + e.getPropertyName() + "\"" + within(e),
          NearestName.suggest(e.getPropertyName(), known.stream().sorted().toList()),
          e);
    } catch (InvalidTypeIdException e) {
      if (!line.stripLeading().startsWith("{")) {
        throw noObject(e);
      }
      String type = e.getTypeId();
      boolean ofTheLine = e.getPath().isEmpty();
      throw new Problem(
          type == null
              ? "\"type\" is missing" + in(e)
              : "there is no type \"" + type + "\"" + in(e),
          ofTheLine
              ? NearestName.suggest(type == null ? "" : type, TYPES)
              : "the types of a reproducer are metric and pass-fail",
          e);
    } catch (MismatchedInputException e) {
      throw e.getPath().isEmpty()
          ? noObject(e)
          : new Problem("the value" + in(e) + " is not " + wanted(e.getTargetType()), SEE, e);
    } catch (DatabindException e) {
      throw duplicate(e)
          .orElseGet(() ->
              e.getPath().isEmpty()
                  ? noObject(e)
                  : new Problem("the value" + in(e) + " is not as it must be", SEE, e));
    } catch (InputCoercionException e) {
      throw new Problem(
          "the whole number" + field(line, e) + " is too large", "send a smaller one: " + SEE, e);
    } catch (StreamConstraintsException e) {
      throw new Problem(
          "the line has more digits in a number, letters in a field's name, or brackets in one"
              + " another than are read",
          "send numbers of at most 1000 digits, and an id that is not nested: " + SEE,
          e);
    } catch (JacksonException e) {
      throw duplicate(e)
          .orElseGet(() ->
              new Problem(
                  "the line is not JSON" + where(e),
                  "send one JSON object a line, without line breaks inside: " + SEE,
                  e));
    }
  }

  private static Problem noObject(JacksonException e) {
    return new Problem("the line is not one JSON object and nothing else", SEE, e);
  }

  /**
   * Refuses an id that would not come back as it was.
   *
   * @throws Problem when it has a number that JSON does not know
   */
  static void checkId(@Nullable JsonNode id) throws Problem {
    if (id != null && isInfinite(id)) {
      throw new Problem("\"id\" has a number that is not finite", "send an id that JSON knows");
    }
  }

  private static boolean isInfinite(JsonNode node) {
    return (node.isDouble() && !Double.isFinite(node.doubleValue()))
        || node.valueStream().anyMatch(Wire::isInfinite);
  }

  private static Optional<Problem> duplicate(JacksonException e) {
    var field = DUPLICATE.matcher(e.getOriginalMessage());
    return field.find()
        ? Optional.of(
            new Problem("the field \"" + field.group(1) + "\" is there twice", "send it once", e))
        : Optional.empty();
  }

  /** The field whose value could not be read: the last one that begins before. */
  private static String field(String line, JacksonException e) {
    int end = Math.clamp(e.getLocation().getColumnNr() - 1, 0, line.length());
    var field = FIELD.matcher(line.substring(0, end));
    String last = "";
    while (field.find()) {
      last = " in " + field.group(1);
    }
    return last;
  }

  private static String where(JacksonException e) {
    return e.getLocation() == null || e.getLocation().getColumnNr() < 1
        ? ""
        : ": see its character " + e.getLocation().getColumnNr();
  }

  /** What a field takes, in a user's words. */
  private static String wanted(@Nullable Class<?> type) {
    if (type == null) {
      return "as it must be";
    }
    if (type.isEnum()) {
      return "one of its words: " + String.join(", ", words(type));
    }
    return switch (type.getSimpleName()) {
      case "Double", "double" -> "a number, without quotes";
      case "Integer", "int", "Long", "long" -> "a whole number, without quotes";
      case "Boolean", "boolean" -> "true or false, without quotes";
      case "String" -> "a text";
      default -> "as it must be";
    };
  }

  /** The words of an enum as they stand in messages. */
  private static List<String> words(Class<?> type) {
    return STRICT.convertValue(type.getEnumConstants(), new TypeReference<List<String>>() {});
  }

  /** Whom a line is from that {@link #read} refused. */
  static Envelope envelope(String line) {
    try {
      return Optional.ofNullable(LENIENT.readValue(line, Envelope.class)).orElse(Envelope.UNKNOWN);
    } catch (JacksonException e) {
      return Envelope.UNKNOWN;
    }
  }

  /** One line, without its end. */
  static String write(Advice answer) {
    return STRICT.writeValueAsString(answer);
  }

  /** Where in a message something is, such as {@code in commits[3].parents}. */
  private static String in(DatabindException e) {
    return in(e.getPath());
  }

  /** What the field belongs to that an exception is about, such as {@code in commits[3]}. */
  private static String within(DatabindException e) {
    return in(e.getPath().subList(0, e.getPath().size() - 1));
  }

  private static String in(List<JacksonException.Reference> parts) {
    String path =
        parts.stream()
            .map(part ->
                part.getPropertyName() == null
                    ? "[" + part.getIndex() + "]"
                    : "." + part.getPropertyName())
            .collect(Collectors.joining());
    return path.isEmpty() ? "" : " in " + (path.startsWith(".") ? path.substring(1) : path);
  }
}

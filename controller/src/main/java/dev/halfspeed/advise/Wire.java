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
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Messages and answers as text. Read strictly: an unknown field is more likely misspelt. */
final class Wire {
  private static final String SEE = "see docs/advise.md for the messages and their fields";
  private static final List<String> TYPES = List.of("open", "idle", "result", "posterior", "close");

  private static final Pattern DUPLICATE =
      Pattern.compile("Duplicate Object property \"(.*)\"", Pattern.DOTALL);

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          // These two are read so that they can be refused where they stand.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final JsonMapper LENIENT =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private Wire() {}

  /** Whom a line is from, as far as that can be told. */
  record Envelope(@Nullable String session, @Nullable JsonNode id) {
    static final Envelope UNKNOWN = new Envelope(null, null);
  }

  /**
   * Reads a line.
   *
   * @throws Problem when it is not one of the messages
   */
  static Message read(String line) throws Problem {
    if (line.isBlank()) {
      throw new Problem("the line is empty", "send one JSON object a line: " + SEE);
    }
    try {
      Message message = STRICT.readValue(line, Message.class);
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
          "there is no field \"" + e.getPropertyName() + "\"" + in(e),
          NearestName.suggest(e.getPropertyName(), known.stream().sorted().toList()),
          e);
    } catch (InvalidTypeIdException e) {
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
          ? new Problem("the line is not one JSON object and nothing else", SEE, e)
          : new Problem("the value" + in(e) + " is not " + wanted(e.getTargetType()), SEE, e);
    } catch (DatabindException e) {
      throw duplicate(e)
          .orElseGet(() ->
              new Problem(
                  e.getPath().isEmpty()
                      ? "the line is not one JSON object and nothing else"
                      : "the value" + in(e) + " is not as it must be",
                  SEE,
                  e));
    } catch (JacksonException e) {
      throw duplicate(e)
          .orElseGet(() ->
              new Problem(
                  "the line is not JSON" + where(e),
                  "send one JSON object a line, without line breaks inside: " + SEE,
                  e));
    }
  }

  private static Optional<Problem> duplicate(JacksonException e) {
    var field = DUPLICATE.matcher(e.getOriginalMessage());
    return field.find()
        ? Optional.of(
            new Problem("the field \"" + field.group(1) + "\" is there twice", "send it once", e))
        : Optional.empty();
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
  static String write(Answer answer) {
    return STRICT.writeValueAsString(answer);
  }

  /** Where in a message something is, such as {@code in commits[3].parents}. */
  private static String in(DatabindException e) {
    String path =
        e.getPath().stream()
            .map(part ->
                part.getPropertyName() == null
                    ? "[" + part.getIndex() + "]"
                    : "." + part.getPropertyName())
            .collect(Collectors.joining());
    return path.isEmpty() ? "" : " in " + (path.startsWith(".") ? path.substring(1) : path);
  }
}

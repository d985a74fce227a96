package dev.halfspeed.advise;

import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Messages and answers as text. Read strictly: an unknown field is more likely misspelt. */
final class Wire {
  private static final String SEE = "see docs/advise.md for the messages and their fields";
  private static final List<String> TYPES = List.of("open", "idle", "result", "posterior", "close");

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
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
    } catch (DatabindException e) {
      throw new Problem(
          e.getPath().isEmpty()
              ? "the line is not one JSON object and nothing else"
              : "the value" + in(e) + " is not as it must be",
          SEE,
          e);
    } catch (JacksonException e) {
      throw new Problem(
          "the line is not JSON: " + e.getOriginalMessage(),
          "send one JSON object a line, without line breaks inside: " + SEE,
          e);
    }
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

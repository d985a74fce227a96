package dev.halfspeed.worker.protocol;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The wire format: JSON, one object a line, UTF-8. */
public final class Protocol {
  /** Raised with every incompatible change; both sides must have the same. */
  public static final int VERSION = 2;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private Protocol() {}

  /** One line, without its end. */
  public static String write(Object message) {
    return MAPPER.writeValueAsString(message);
  }

  /**
   * Reads one line.
   *
   * @throws JacksonException when it is not a message of that type
   */
  public static <T> T read(String line, Class<T> type) {
    return MAPPER.readValue(line, type);
  }
}

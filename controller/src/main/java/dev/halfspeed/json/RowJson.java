package dev.halfspeed.json;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON that rooms keep in columns of the store. It is apart from the JSON of the wire and of
 * the API, so that either may change without a change in the database.
 */
public final class RowJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private RowJson() {}

  /** The text of a column. */
  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /**
   * Reads a column; names that the type does not know are left out.
   *
   * @throws JacksonException when it is no value of that type
   */
  public static <T> T read(String json, Class<T> type) {
    return MAPPER.readValue(json, type);
  }
}

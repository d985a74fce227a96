package dev.halfspeed.web.api;

import java.util.Map;

/**
 * What a body has to be: a JSON object of no other fields than those of a record.
 *
 * @param defaults as a JSON object: what fields are where they are left out, or null
 * @param parts the forms of records in it
 * @param more JSON schemas of fields that the record has not
 */
record RequestForm(
    Class<?> type, String defaults, Map<Class<?>, RequestForm> parts, Map<String, String> more) {
  RequestForm {
    parts = Map.copyOf(parts);
    more = Map.copyOf(more);
  }

  RequestForm(Class<?> type, String defaults) {
    this(type, defaults, Map.of(), Map.of());
  }
}

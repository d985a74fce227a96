package dev.halfspeed.cli.client;

import java.util.Optional;

/** Puts server-sent events together from the lines of the stream. */
final class EventStream {
  private String name = "";
  private String id = "";
  private final StringBuilder data = new StringBuilder();

  /** One event of a stream. */
  record Event(String name, String id, String data) {}

  /** Takes a line, without its end; yields the event that it completes. */
  Optional<Event> line(String line) {
    if (line.isEmpty()) {
      Event event = new Event(name.isEmpty() ? "message" : name, id, data.toString());
      boolean any = !data.isEmpty() || !name.isEmpty();
      name = "";
      data.setLength(0);
      return any ? Optional.of(event) : Optional.empty();
    }
    int colon = line.indexOf(':');
    String field = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    if (value.startsWith(" ")) {
      value = value.substring(1);
    }
    if (field.equals("event")) {
      name = value;
    } else if (field.equals("id")) {
      id = value;
    } else if (field.equals("data")) {
      data.append(data.isEmpty() ? "" : "\n").append(value);
    }
    return Optional.empty();
  }
}

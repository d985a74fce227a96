package dev.halfspeed.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Lines of an event stream. */
final class EventStreamTest {
  @Test
  void eventsFromLines() {
    EventStream events = new EventStream();
    assertThat(events.line("")).isEmpty();
    assertThat(events.line(": ping")).isEmpty();
    assertThat(events.line("")).isEmpty();
    assertThat(events.line("id: 7")).isEmpty();
    assertThat(events.line("event: state")).isEmpty();
    assertThat(events.line("data: {\"a\":")).isEmpty();
    assertThat(events.line("data:1}")).isEmpty();
    assertThat(events.line("")).contains(new EventStream.Event("state", "7", "{\"a\":\n1}"));
    assertThat(events.line("event: end")).isEmpty();
    assertThat(events.line("")).contains(new EventStream.Event("end", "7", ""));
  }
}

package dev.halfspeed.web.events;

import java.time.Duration;

/**
 * How fast events go, and to how many.
 *
 * @param spacing shortest time between two changes
 * @param ping longest silence
 * @param patience how long a client may leave unread what was sent before it is dropped
 * @param most how many clients may follow at once; each costs a connection, and no thread
 */
public record StreamPace(Duration spacing, Duration ping, Duration patience, int most) {
  public static final StreamPace USUAL =
      new StreamPace(Duration.ofMillis(250), Duration.ofSeconds(15), Duration.ofSeconds(60), 2000);
}

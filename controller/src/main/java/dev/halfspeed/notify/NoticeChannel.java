package dev.halfspeed.notify;

import dev.halfspeed.problem.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A way to tell somebody something. */
public interface NoticeChannel {
  /**
   * Sends a letter; returns once the other side has taken it.
   *
   * @return what the other side said
   * @throws DeliveryException when it did not take it
   */
  String send(Letter letter) throws DeliveryException, InterruptedException;

  /**
   * Whether it can be used, without telling anybody anything.
   *
   * @throws Problem when it can't
   */
  void check() throws Problem, InterruptedException;

  /**
   * What is sent.
   *
   * @param key unique; who gets it twice can tell by this
   * @param recipient addresses of a mail, the first one its To; for others as they like it
   * @param thread key of the first letter of its thread; absent for the first one
   */
  record Letter(
      String key,
      Instant at,
      String recipient,
      String subject,
      String body,
      @Nullable String thread) {}
}

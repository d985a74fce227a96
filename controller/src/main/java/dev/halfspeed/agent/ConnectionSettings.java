package dev.halfspeed.agent;

import java.time.Duration;

/**
 * How patient a link to a machine is.
 *
 * @param connectTimeout for one try to connect, from the first packet until the key was accepted
 * @param answerDeadline for one request to the worker, or one short command; then the connection is
 *     taken for dead and closed
 * @param transferDeadline for sending one commit, recipe or worker runtime
 * @param firstBackoff the wait before the second try to connect; doubled for each further one
 * @param longestBackoff the longest wait between two tries
 * @param giveUpAfter how long a machine may be unreachable before the work on it is given up
 */
public record ConnectionSettings(
    Duration connectTimeout,
    Duration answerDeadline,
    Duration transferDeadline,
    Duration firstBackoff,
    Duration longestBackoff,
    Duration giveUpAfter) {

  /** For machines in the same building or across an ocean. */
  public static final ConnectionSettings DEFAULTS =
      new ConnectionSettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(30),
          Duration.ofMillis(250),
          Duration.ofSeconds(10),
          Duration.ofMinutes(2));

  /** The same, but with so many times the time for a connection and for an answer. */
  public ConnectionSettings patient(int times) {
    return new ConnectionSettings(
        connectTimeout.multipliedBy(times),
        answerDeadline.multipliedBy(times),
        transferDeadline.multipliedBy(times),
        firstBackoff,
        longestBackoff,
        giveUpAfter.multipliedBy(times));
  }

  /** The same, but giving up after another time. */
  public ConnectionSettings giveUpAfter(Duration time) {
    return new ConnectionSettings(
        connectTimeout, answerDeadline, transferDeadline, firstBackoff, longestBackoff, time);
  }
}

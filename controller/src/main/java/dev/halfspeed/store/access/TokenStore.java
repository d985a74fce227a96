package dev.halfspeed.store.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Tokens that were given to people and programs, and sessions that ended before their time. */
public interface TokenStore {
  /**
   * Adds one.
   *
   * @return false, and nothing is changed, where a live token has the name
   */
  boolean add(TokenRecord token);

  /** All tokens that there ever were, the newest first. */
  List<TokenRecord> all();

  /**
   * Revokes the live token of a name.
   *
   * @return whether there was one
   */
  boolean revoke(String name, String by, Instant at);

  /** Keeps when a token was shown last. */
  void used(String digest, Instant at);

  /**
   * Keeps that a session has ended, and forgets those that would be over by now.
   *
   * @param session what the session is known by, which is not its cookie
   * @param until when it would have ended by itself
   */
  void endSession(String session, Instant until, Instant now);

  /** The sessions that have ended before their time, if that is still to come, with that time. */
  Map<String, Instant> endedSessions(Instant now);
}
